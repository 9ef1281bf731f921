import { describe, expect, it } from "vitest";
import { FrameMap } from "./frame-map";

const RATE = 48_000;

/** A repeatable noise in -1..1. */
function noise(): () => number {
  let seed = 7;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    return seed / 2 ** 31;
  };
}

/**
 * Feeds reports every 100 ms; `errorMs(t)` is how wrong the browser is at t seconds. Frame 0 is heard at 1000 ms.
 * `slipMs`: how much later the output renders than it used to.
 */
function feed(
  map: FrameMap,
  fromS: number,
  toS: number,
  ppm: number,
  errorMs: (t: number) => number,
  slipMs = 0,
): void {
  for (let t = fromS; t < toS; t += 0.1) {
    const jitterMs = (Math.round(t * 10) * 7) % 10;
    map.add(1000 + t * 1000 + errorMs(t), t * RATE * (1 + ppm * 1e-6), 940 + slipMs + jitterMs);
  }
}

function errorAt(map: FrameMap, t: number, ppm: number): number {
  const fit = map.at(t * RATE * (1 + ppm * 1e-6));
  return (fit?.perfMs ?? Infinity) - 1000 - t * 1000;
}

describe("the frame map", () => {
  it("is not there before a few reports", () => {
    const map = new FrameMap(RATE);
    expect(map.at(0)).toBeNull();
    feed(map, 0, 0.5, 0, () => 0);
    expect(map.at(0)?.perfMs).toBeCloseTo(1000, 6);
  });

  it("sees through scatter and outliers", () => {
    const map = new FrameMap(RATE);
    const random = noise();
    feed(map, 0, 30, 110, (t) => random() * 0.5 + (Math.round(t * 10) % 17 === 0 ? 9 : 0));
    expect(Math.abs(errorAt(map, 30, 110))).toBeLessThan(0.2);
  });

  it("learns the skew and carries it over a pause in the reports", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 60, 110, () => 0);
    expect(Math.abs(errorAt(map, 70, 110))).toBeLessThan(0.2);
  });

  it("forgets what an output reports in its first seconds as soon as there is better", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 12, 0, (t) => (t < 8 ? 3 : 0));
    expect(Math.abs(errorAt(map, 12, 0))).toBeLessThan(0.05);
  });

  it("starts anew when the output has slipped, and says so once", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    while (map.takeAnew()) continue;
    feed(map, 20, 22.5, 0, () => 20, 20);
    expect(errorAt(map, 22.5, 0)).toBeCloseTo(20, 0);
    expect(map.takeAnew()).toBe(true);
    expect(map.takeAnew()).toBe(false);
  });

  it("bridges the time after a slip, while reports wander, by what the output itself shows", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    for (let t = 20; t < 28; t += 1) {
      feed(map, t, t + 1, 0, () => 20 + 4 * Math.sin(t), 20);
      if (t > 21) expect(Math.abs(errorAt(map, t + 1, 0) - 20)).toBeLessThan(1.5);
    }
    feed(map, 28, 36, 0, () => 20, 20);
    expect(errorAt(map, 36, 0)).toBeCloseTo(20, 1);
  });

  it("does not take one wrong report for a slip", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    feed(map, 20, 20.4, 0, () => 30);
    feed(map, 20.4, 21, 0, () => 0);
    expect(Math.abs(errorAt(map, 21, 0))).toBeLessThan(0.1);
  });

  it("does not follow reports that wander while the output runs on, unless they insist", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    feed(map, 20, 25, 0, () => 8);
    expect(Math.abs(errorAt(map, 25, 0))).toBeLessThan(0.1);
    feed(map, 25, 35, 0, () => 8);
    expect(errorAt(map, 35, 0)).toBeCloseTo(8, 0);
  });

  it("follows a new output's reports while they settle, wherever they began", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 3, 0, () => 15);
    feed(map, 3, 5, 0, () => 0);
    expect(Math.abs(errorAt(map, 5, 0))).toBeLessThan(1);
  });

  it("follows at once to another output, however steadily it renders", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    feed(map, 20, 22, 0, () => 180);
    expect(errorAt(map, 22, 0)).toBeCloseTo(180, 0);
  });

  it("tells how far the reports scatter", () => {
    const map = new FrameMap(RATE);
    const random = noise();
    feed(map, 0, 30, 0, () => random() * 2);
    const residualUs = map.at(0)?.residualUs ?? 0;
    expect(residualUs).toBeGreaterThan(500);
    expect(residualUs).toBeLessThan(2500);
  });
});
