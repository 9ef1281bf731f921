import { describe, expect, it } from "vitest";
import { OutputClock, type OutputReading } from "./output-clock";

const reading = (tick: number, stamp: OutputReading["stamp"]): OutputReading => ({
  nowMs: 1000 + tick * 100,
  currentTime: tick / 10,
  outputLatency: 0.04,
  phaseMs: 0,
  stamp,
});
const good = (tick: number): OutputReading["stamp"] => ({
  contextTime: tick / 10 - 0.03,
  performanceTime: 995 + tick * 100,
});
const NOTHING = { contextTime: 0, performanceTime: 0 };

function withoutStamps(): OutputClock {
  const clock = new OutputClock();
  clock.read(reading(1, good(1)));
  for (let tick = 2; tick < 20; tick += 1) clock.read(reading(tick, NOTHING));
  expect(clock.stamps).toBe("reported");
  return clock;
}

describe("the output's clock", () => {
  it("takes the browser's own stamps, and waits a moment for the first", () => {
    const clock = new OutputClock();
    expect(clock.read(reading(1, NOTHING))).toBeNull();
    expect(clock.read(reading(2, good(2)))).toEqual({ perfMs: 1195, contextS: 0.17, anew: false });
  });

  it("passes over a single absurd stamp instead of mixing in the other source", () => {
    const clock = new OutputClock();
    clock.read(reading(1, good(1)));
    expect(clock.read(reading(2, { contextTime: 0.1, performanceTime: 9e6 }))).toBeNull();
    expect(clock.read(reading(3, good(3)))?.anew).toBe(false);
  });

  it("goes over to the reported latency when stamps stay away, and says so", () => {
    const clock = new OutputClock();
    clock.read(reading(1, good(1)));
    const pairs = Array.from({ length: 12 }, (_, i) => clock.read(reading(2 + i, NOTHING)));
    expect(pairs.find((pair) => pair !== null)?.anew).toBe(true);
    expect(clock.read(reading(20, good(20)))).toEqual({ perfMs: 3000, contextS: 1.96, anew: false });
  });

  it("goes back to the stamps once they have been sane for some seconds, and says so", () => {
    const clock = withoutStamps();
    const pairs = Array.from({ length: 60 }, (_, i) => clock.read(reading(20 + i, good(20 + i))));
    const back = pairs.findIndex((pair) => pair?.anew);
    expect(back).toBe(50);
    expect(clock.stamps).toBe("browser");
  });

  it("believes the stamps at once of an output that began anew, and waits a moment for them", () => {
    const clock = withoutStamps();
    clock.restart();
    expect(clock.read(reading(20, NOTHING))?.anew).toBe(false);
    expect(clock.read(reading(21, good(21)))?.anew).toBe(true);
    clock.restart();
    expect(clock.read(reading(40, NOTHING))).toBeNull();
  });

  it("uses the latency at once where there are no stamps at all", () => {
    expect(new OutputClock().read(reading(5, null))).toEqual({ perfMs: 1500, contextS: 0.46, anew: false });
  });

  it("sees that Firefox takes the latency off both times, and puts it back", () => {
    const clock = new OutputClock();
    const pair = clock.read(reading(2, { contextTime: 0.16, performanceTime: 1160 }));
    expect(pair?.contextS).toBe(0.16);
    expect(pair?.perfMs).toBeCloseTo(1201);
    expect(clock.stamps).toBe("browser");
  });

  it("counts how old the buffer was when Firefox looked how full it was", () => {
    const twice = { ...reading(2, { contextTime: 0.16, performanceTime: 1160 }), phaseMs: 7 };
    expect(new OutputClock().read(twice)?.perfMs).toBeCloseTo(1208);
    const once = { ...reading(2, good(2)), phaseMs: 7 };
    expect(new OutputClock().read(once)?.perfMs).toBe(1195);
  });

  it("takes a stamp at its word that only lies as far back as the latency", () => {
    expect(new OutputClock().read(reading(2, { contextTime: 0.16, performanceTime: 1199 }))?.perfMs).toBe(1199);
  });
});
