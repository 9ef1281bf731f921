import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isRemoteIn, rememberRemote } from "./remote_rooms";

const KEY = "sonix.remote_rooms";
let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a room is remembered by itself, and forgotten", () => {
  rememberRemote("KTW4QM", true);
  rememberRemote("AB23CD", true);
  expect([isRemoteIn("KTW4QM"), isRemoteIn("XYZ789")]).toEqual([true, false]);
  rememberRemote("KTW4QM", false);
  expect([isRemoteIn("KTW4QM"), isRemoteIn("AB23CD")]).toEqual([false, true]);
});

test("only so many rooms are kept, the newest", () => {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  for (const first of letters) for (const second of "ABC") rememberRemote(`${first}${second}2345`, true);
  expect(JSON.parse(stored.get(KEY) ?? "")).toHaveLength(50);
  expect([isRemoteIn("ZC2345"), isRemoteIn("AA2345")]).toEqual([true, false]);
});

test.each(["{", "7", '{"KTW4QM": true}', '[1, null, "ktw4qm", "way too long a code"]'])("%s is nothing", (text) => {
  stored.set(KEY, text);
  expect(isRemoteIn("KTW4QM")).toBe(false);
  rememberRemote("KTW4QM", true);
  expect(JSON.parse(stored.get(KEY) ?? "")).toEqual(["KTW4QM"]);
});
