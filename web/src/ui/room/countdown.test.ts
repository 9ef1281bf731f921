import { describe, expect, it } from "vitest";
import { Countdown, countdownText } from "./countdown.svelte";

describe("the countdown to a room's hour", () => {
  it("counts from when it was told, and is right after a sleep", () => {
    let nowMs = 1000;
    const countdown = new Countdown(90, () => nowMs);
    nowMs += 1500;
    countdown.tick();
    expect(countdown.seconds).toBe(89);
    nowMs += 3_600_000;
    countdown.tick();
    expect([countdown.seconds, countdown.over]).toEqual([0, true]);
  });

  it("reads like a clock", () => {
    expect([5, 65, 3665, 2 * 86_400 + 3665].map(countdownText)).toEqual([
      "00:05",
      "01:05",
      "01:01:05",
      "2 days 01:01:05",
    ]);
  });
});
