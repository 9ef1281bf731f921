import { describe, expect, it } from "vitest";
import { fitted, shares } from "./chart";

const bar = (value: number) => ({ name: "n", value, text: "t" });

describe("bars", () => {
  it("are measured by the longest, and nothing has none", () => {
    expect(shares([bar(10), bar(5), bar(0), bar(0.001)])).toEqual([1, 0.5, 0, 0.01]);
    expect(shares([bar(0)])).toEqual([0]);
    expect(shares([])).toEqual([]);
  });
});

describe("text in a picture", () => {
  const fits = (text: string) => Array.from(text).length <= 5;

  it("is cut between characters, and says so", () => {
    expect(fitted("short", fits)).toBe("short");
    expect(fitted("Jolly Treehouse", fits)).toBe("Joll…");
    expect(fitted("🎧🎧🎧🎧🎧🎧", fits)).toBe("🎧🎧🎧🎧…");
  });
});
