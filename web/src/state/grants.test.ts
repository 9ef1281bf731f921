import { expect, test } from "vitest";
import type { Grant } from "../core/protocol.gen";
import { Grants } from "./grants";

function lab() {
  const asked: (readonly string[])[] = [];
  const time = { s: 1000, fails: false };
  const make = (id: string): Grant => ({ rendition_id: id, base: `/${id}/`, query: "", expires_at_s: time.s + 3600 });
  const grants = new Grants(
    (ids) => {
      asked.push(ids);
      return time.fails
        ? Promise.reject(new Error("offline"))
        : Promise.resolve(ids.filter((id) => id !== "none").map(make));
    },
    () => time.s,
  );
  return { grants, asked, time, make };
}

test("what is asked for at once is one request, of twenty at most", async () => {
  const { grants, asked } = lab();
  const ids = Array.from({ length: 25 }, (_, i) => `r${i}`);
  await Promise.all([...ids, "r0"].map((id) => grants.get(id)));
  expect(asked.map((each) => each.length)).toEqual([20, 5]);
});

test("a held address is used until shortly before it expires", async () => {
  const { grants, asked, time, make } = lab();
  grants.keep([make("r")]);
  expect((await grants.get("r")).base).toBe("/r/");
  expect(asked).toHaveLength(0);
  time.s += 3100;
  expect((await grants.get("r")).expires_at_s).toBe(time.s + 3600);
  expect(asked).toHaveLength(1);
});

test("a refused address is fetched anew", async () => {
  const { grants, asked, make } = lab();
  grants.keep([make("r")]);
  await grants.get("r", true);
  expect(asked).toEqual([["r"]]);
});

test("a failure is told, and the next ask tries again", async () => {
  const { grants, time } = lab();
  time.fails = true;
  await expect(grants.get("r")).rejects.toThrow("offline");
  time.fails = false;
  await expect(grants.get("r")).resolves.toBeDefined();
  await expect(grants.get("none")).rejects.toThrow("no grant");
});
