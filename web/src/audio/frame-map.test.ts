import { readFileSync } from "node:fs";
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

/** As recorded: 0.1 ms after the first row, frame being rendered; with a report also frame, time in 0.1 ms, truth in 0.01 ms. */
type Row = readonly [number, number, number?, number?, number?];
interface Trace {
  readonly name: string;
  readonly rows: readonly Row[];
}
const TRACES = JSON.parse(readFileSync(new URL("frame-map.traces.json", import.meta.url), "utf8")) as Trace[];

/** Largest error of the map against the recording between two times of a trace, ms. */
function worst(name: string, fromS: number, toS: number): number {
  const rows = TRACES.find((trace) => trace.name === name)?.rows ?? [];
  const map = new FrameMap(RATE);
  let most = -1;
  for (const [at, rendered, frame, reported, truth] of rows) {
    map.look(at / 10, rendered);
    if (frame === undefined || reported === undefined) continue;
    map.add(reported / 10, frame);
    const fit = map.at(frame);
    if (typeof truth !== "number" || fit === null || at < fromS * 1e4 || at >= toS * 1e4) continue;
    most = Math.max(most, Math.abs(fit.perfMs - (frame * 1000) / RATE - truth / 100));
  }
  expect(most).toBeGreaterThanOrEqual(0);
  return most;
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
    const frame = t * RATE * (1 + ppm * 1e-6);
    const nowMs = 1000 + t * 1000;
    for (let look = 0; look < 5; look += 1) {
      const lateMs = slipMs - 60 + ((Math.round(t * 10) * 7 + look * 2) % 10);
      map.look(nowMs + 20 * look, frame + (20 * look - lateMs) * (RATE / 1000));
    }
    map.add(nowMs + errorMs(t), frame);
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

  it("forgets what an output reported in its first seconds once the reports are at rest", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, (t) => (t < 8 ? 3 : 0));
    expect(Math.abs(errorAt(map, 20, 0))).toBeLessThan(0.05);
    expect(map.settled).toBe(true);
  });

  it("is curious about the rendering until the reports are at rest, and whenever they stray", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 5, 0, () => 0);
    expect(map.isCurious).toBe(true);
    feed(map, 5, 15, 0, () => 0);
    expect(map.isCurious).toBe(false);
    feed(map, 15, 15.2, 0, () => 30);
    expect(map.isCurious).toBe(true);
  });

  it("gives up wondering when reports stand still", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    feed(map, 20, 20.2, 0, () => 30);
    for (let ms = 20_200; ms < 40_000; ms += 20) map.look(ms, (ms * RATE) / 1000);
    expect(map.isCurious).toBe(true);
    for (let ms = 40_000; ms < 50_000; ms += 20) map.look(ms, (ms * RATE) / 1000);
    expect(map.isCurious).toBe(false);
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

  it("has a map at every moment of a slip", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    for (let t = 20; t < 21.5; t += 0.1) {
      feed(map, t, t + 0.05, 0, () => 20, 20);
      expect(map.isReady).toBe(true);
    }
    expect(errorAt(map, 21.5, 0)).toBeCloseTo(20, 0);
  });

  it.each([0.1, 0.25])("finds a slip by what a worklet tells every %d s, though reports ring", (everyS) => {
    const map = new FrameMap(RATE);
    let t = 0;
    const run = (toS: number, slipMs: number, ringMs: (t: number) => number): void => {
      for (; t < toS; t += everyS) {
        const frame = t * RATE;
        map.look(1000 + t * 1000 - 100 + slipMs + (Math.round(t * 50) % 2), frame, true);
        map.add(1000 + t * 1000 + slipMs + ringMs(t), frame);
      }
    };
    run(30, 0, () => 0);
    run(31.5, 20, () => 0);
    expect(errorAt(map, 31.5, 0)).toBeCloseTo(20, 0);
    run(40, 20, (at) => 12 * Math.sin((at - 31.5) / 2));
    expect(Math.abs(errorAt(map, 40, 0) - 20)).toBeLessThan(3);
  });

  it("follows an output that slips again before it is known where it slipped to", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    feed(map, 20, 20.3, 0, () => 20, 20);
    feed(map, 20.3, 21.2, 0, () => 35, 35);
    expect(errorAt(map, 21.2, 0)).toBeCloseTo(35, 0);
    feed(map, 21.2, 22, 0, () => 60, 60);
    expect(errorAt(map, 22, 0)).toBeCloseTo(60, 0);
  });

  it("bridges the time after a slip, while reports ring, by what the output itself shows", () => {
    const map = new FrameMap(RATE);
    feed(map, 0, 20, 0, () => 0);
    for (let t = 20; t < 28; t += 1) {
      feed(map, t, t + 1, 0, (at) => 20 + 12 * Math.sin((at - 20) / 2), 20);
      expect(Math.abs(errorAt(map, t + 1, 0) - 20)).toBeLessThan(5);
    }
    feed(map, 28, 50, 0, () => 20, 20);
    expect(errorAt(map, 50, 0)).toBeCloseTo(20, 1);
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
    feed(map, 3, 7, 0, () => 0);
    expect(Math.abs(errorAt(map, 7, 0))).toBeLessThan(1);
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

/** Real outputs, and when each of their frames was heard by a recording of them. */
describe("the frame map against recordings", () => {
  it.each([
    ["a calm start", 0.5, 1.2],
    ["reports that swing by 3.5 ms", 0.5, 2],
    ["reports that swing by 10 ms", 0.5, 4],
    ["both cores busy", 0.5, 2.5],
    ["an output with 120 ms more latency", 0.5, 1.2],
    ["an output that slips in its first half second", 1.5, 1.2],
    ["a tap, and nonsense while the output opens", 0.2, 0.8],
    ["another tap, and looks that scatter by 4 ms", 0.2, 1.2],
    ["an underrun right after the start and reports that swing by 50 ms", 1.5, 8],
  ])("holds with %s", (name, fromS, mostMs) => {
    expect(worst(name, fromS, 30)).toBeLessThan(mostMs);
  });

  it.each([
    ["an audio thread blocked for 200 ms, twice", 10, 21],
    ["an audio thread blocked for 200 ms, twice", 22.8, 41],
    ["an audio thread blocked for 200 ms, twice", 42.8, 56],
    ["a browser stopped for 2 s", 23.3, 40],
  ])("is right again within a second after %s (from %d s)", (name, fromS, toS) => {
    expect(worst(name, fromS, toS)).toBeLessThan(1);
  });
});
