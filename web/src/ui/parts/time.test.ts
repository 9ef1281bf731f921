import { describe, expect, it } from "vitest";
import { ageText, clockText, lengthText, spokenTime } from "./time";

describe("a position as people read it", () => {
  it.each([
    [0, "0:00"],
    [999_999, "0:00"],
    [61_000_000, "1:01"],
    [600_000_000, "10:00"],
    [3_729_000_000, "1:02:09"],
    [-5, "0:00"],
  ])("%i µs is %s", (positionUs, text) => expect(clockText(positionUs)).toBe(text));

  it("is spoken in words, without empty parts", () => {
    expect(spokenTime(187_000_000)).toBe("3 minutes 7 seconds");
    expect(spokenTime(3_601_000_000)).toBe("1 hour 1 second");
    expect(spokenTime(0)).toBe("0 seconds");
  });
});

describe("how long a queue takes", () => {
  it.each([
    [20_000_000, "under a minute"],
    [42 * 60_000_000, "42 min"],
    [185 * 60_000_000, "3 h 5 min"],
    [120 * 60_000_000, "2 h"],
  ])("%i µs is %s", (totalUs, text) => expect(lengthText(totalUs)).toBe(text));
});

describe("when something was", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  it.each([
    ["2026-11-22T11:59:40Z", "just now"],
    ["2026-11-22T11:58:00Z", "2 minutes ago"],
    ["2026-11-21T11:00:00Z", "yesterday"],
    ["2026-11-01T12:00:00Z", "3 weeks ago"],
    ["never", ""],
  ])("%s is %s", (iso, text) => expect(ageText(iso, now)).toBe(text));
});
