import { describe, expect, it } from "vitest";
import { bytesText, RateMeter, timeLeft } from "./estimate.ts";

describe("the estimate", () => {
  it("says nothing before it has something to go by", () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(200, 1_000_000);
    expect(meter.bytesPerS).toBeNull();
  });

  it("follows the last ten seconds, not the average since the start", () => {
    const meter = new RateMeter();
    for (let s = 0; s <= 30; s += 1) meter.add(s * 1000, s * 100_000);
    for (let s = 1; s <= 20; s += 1) meter.add((30 + s) * 1000, 3_000_000 + s * 1_000_000);
    expect(meter.bytesPerS).toBeCloseTo(1_000_000);
  });

  it("starts anew when bytes have to be sent again", () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(2000, 4_000_000);
    meter.add(2100, 1_000_000);
    expect(meter.bytesPerS).toBeNull();
  });

  it.each([
    [4, "a few seconds left"],
    [31, "35 s left"],
    [59, "1 min left"],
    [150, "3 min left"],
    [4800, "1 h 20 min left"],
  ])("%d s reads “%s”", (seconds, text) => {
    expect(timeLeft(seconds)).toBe(text);
  });

  it.each([
    [640, "640 B"],
    [64_000, "64 KB"],
    [4_230_000, "4.2 MB"],
    [500_000_000, "500 MB"],
    [1_300_000_000, "1.3 GB"],
  ])("%d bytes read “%s”", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
