import { describe, expect, it } from "vitest";
import type { Said } from "../../core/protocol.gen";
import type { Deed } from "../../state/chat/deeds";
import { emojiOffers, mentionsIn, nameOffers, typedAt, withEmoji } from "./completing";
import { ALL_EMOJI } from "./emoji";
import { heatPath } from "./heat";
import { rowsOf, type Parts } from "./rows";
import { drawn, Heights, rowAt, tops } from "./virtual";
import { blockedFrom } from "./blocked";

const DAY_US = 86_400_000_000;
const NOON_MS = new Date(2026, 0, 5, 12).getTime();

function said(seq: number, at_us: number, member_id = "ben"): Said {
  const empty = { reply_to: null, mentions: [], edited_at_us: null, deleted: false };
  return { seq, rev: seq, msg_id: `m${seq}`, member_id, name: member_id, text: "Hi", at_us, ...empty };
}

const deed = (id: number, atUs: number): Deed => ({
  id,
  kind: "joined",
  memberId: "ben",
  name: "Ben",
  title: "",
  many: 1,
  atUs,
});

function rows(parts: Partial<Parts>): string[] {
  const wallMs = (atUs: number): number => NOON_MS + atUs / 1000;
  const all = { said: [], deeds: [], waiting: [], open: new Set<string>(), newAfter: null, me: "ana", wallMs };
  return rowsOf({ ...all, ...parts }).map((row) =>
    row.kind === "said" ? `${row.key}${row.headed ? "!" : ""}` : row.kind === "deed" ? row.key : row.kind,
  );
}

describe("rows", () => {
  it("begin each day, and head a message when its author or a while has changed", () => {
    const list = [said(1, 0), said(2, 1e6), said(3, 2e6, "cleo"), said(4, 600e6, "cleo"), said(5, DAY_US)];
    expect(rows({ said: list })).toEqual(["day", "s1!", "s2", "s3!", "s4!", "day", "s5!"]);
  });

  it("fold three deeds and more, between the messages they happened between", () => {
    const parts = { said: [said(1, 0), said(2, 10e6)], deeds: [1, 2, 3].map((id) => deed(id, id * 1e6)) };
    expect(rows(parts)).toEqual(["day", "s1!", "fold", "s2!"]);
    expect(rows({ ...parts, open: new Set(["f1"]) })).toEqual(["day", "s1!", "fold", "d1", "d2", "d3", "s2!"]);
    expect(rows({ ...parts, deeds: parts.deeds.slice(0, 2) })).toEqual(["day", "s1!", "d1", "d2", "s2!"]);
  });

  it("draw a line before what others said since", () => {
    const list = [said(1, 0), said(2, 1e6, "ana"), said(3, 2e6)];
    expect(rows({ said: list, newAfter: 1 })).toEqual(["day", "s1!", "s2!", "new", "s3!"]);
  });
});

describe("a long list", () => {
  it("knows what is in sight, by measured heights where there are any", () => {
    const heights = new Heights();
    expect([heights.measured("1", 100), heights.measured("1", 100.2)]).toEqual([true, false]);
    const begins = tops(
      ["0", "1", "2"].map((key) => ({ key })),
      (row) => heights.of(row.key, row, () => 20),
    );
    expect([...begins]).toEqual([0, 20, 120, 140]);
    expect([0, 19, 20, 119, 120, 999].map((px) => rowAt(begins, px))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("forgets the heights of rows that are gone, once there are many", () => {
    const heights = new Heights();
    for (let row = 0; row < 2000; row += 1) heights.measured(String(row), 50);
    const height = (key: string): number => heights.of(key, { key }, () => 20);
    heights.forgetOthers([{ key: "1999" }]);
    expect([height("1"), height("1999")]).toEqual([20, 50]);
  });

  it("draws few of many", () => {
    const begins = tops(Array.from({ length: 10_000 }), () => 30);
    const [from, to] = drawn(begins, 150_000, 600);
    expect(to - from).toBeLessThan(80);
    expect((begins[from] ?? 0) <= 150_000 && (begins[to] ?? 0) >= 150_600).toBe(true);
    expect(
      drawn(
        tops([], () => 0),
        0,
        600,
      ),
    ).toEqual([0, 0]);
  });
});

describe("completion", () => {
  it("knows what is being typed before the caret", () => {
    expect(typedAt("so :fi", 6)).toEqual({ kind: "emoji", from: 3, word: "fi" });
    expect(typedAt("@an", 3)).toEqual({ kind: "name", from: 0, word: "an" });
    for (const text of ["a:fi", "a@an", ":f", "10:30"]) expect(typedAt(text, text.length)).toBeNull();
  });

  it("offers emojis and people, and names whom a text names", () => {
    expect(emojiOffers("fir", ALL_EMOJI)[0]?.insert).toBe("🔥 ");
    const people = [
      { member_id: "1", name: "Ana Maria" },
      { member_id: "2", name: "Ben" },
    ];
    expect(nameOffers("mar", people).map((each) => each.insert)).toEqual(["@Ana Maria "]);
    expect(mentionsIn("hey @ana maria", people)).toEqual(["1"]);
    expect(withEmoji("so :fire: at 10:30:00 :nothing:", ALL_EMOJI)).toBe("so 🔥 at 10:30:00 :nothing:");
  });

  it("names nobody whose name is only a part of what stands there", () => {
    const people = ["Ana", "Ben", "Ana Maria", "Anastasia"].map((name) => ({ member_id: name, name }));
    expect(mentionsIn("@Anastasia, mail x@ben.de or see `@ben`", people)).toEqual(["Anastasia"]);
    expect(mentionsIn("@ana maria and **@Ben**!", people)).toEqual(["Ben", "Ana Maria"]);
    expect(mentionsIn("(@ana) @anas", people)).toEqual(["Ana"]);
  });

  it("has one meaning for each name of an emoji", () => {
    const names = ALL_EMOJI.flatMap((each) => each.names);
    expect(names.length).toBe(new Set(names).size);
    expect(names.every((name) => /^[a-z0-9_+-]+$/.test(name))).toBe(true);
  });
});

it("draws heat only where there is some", () => {
  expect(heatPath([0, 0, 0], 100, 18)).toBe("");
  expect(heatPath([0, 4, 0], 100, 18)).toMatch(/^M0 18L.*L100 18Z$/);
});

it("reads blocked words from between commas", () => {
  expect(blockedFrom(" a, b ,,a, ")).toEqual(["a", "b"]);
});
