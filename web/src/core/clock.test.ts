import { expect, test } from "vitest";
import { RoomClock } from "./clock";
import { grainOf } from "./timer";

/** A clock driven by hand over a network with a delay each way, fixed or drawn anew for every message. */
function lab(offsetUs: number, delayUs: number | (() => number) = 2000) {
  const oneWayUs = typeof delayUs === "number" ? () => delayUs : delayUs;
  let localUs = 1_000_000;
  const state = { offsetUs, skew: 0 };
  const clock = new RoomClock({ earlyUs: 0, lateUs: 0 }, () => localUs / 1000);
  const truthUs = (): number => localUs + state.offsetUs + state.skew * localUs;
  const probe = (afterUs: number): void => {
    localUs += afterUs;
    const t1 = localUs;
    localUs += oneWayUs();
    const t2 = truthUs();
    localUs += oneWayUs();
    clock.add(t1, t2, t2, localUs);
  };
  const pass = (us: number): void => {
    localUs += us;
  };
  return { clock, state, probe, pass, truthUs, localUs: () => localUs };
}

/** Numbers from 0 to 1, the same ones every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test("a few probes place the timeline", () => {
  const { clock, probe, truthUs } = lab(7e12);
  probe(0);
  expect(clock.ready).toBe(false);
  for (let i = 0; i < 8; i += 1) probe(60_000);
  expect(clock.ready).toBe(true);
  expect(Math.abs(clock.nowUs() - truthUs())).toBeLessThan(10);
});

test("the mapping and its inverse agree", () => {
  const { clock, probe, state } = lab(5e9);
  for (let i = 0; i < 20; i += 1) probe(60_000);
  state.offsetUs += 900;
  for (let i = 0; i < 5; i += 1) probe(500_000);
  for (const perfMs of [0, 1000, 3000, 3500, 9000, 1e6]) {
    expect(clock.toPerfMs(clock.toRoomUs(perfMs))).toBeCloseTo(perfMs, 5);
  }
});

test("room time never runs back while the estimate moves a little", () => {
  const { clock, probe, pass, state } = lab(5e9);
  for (let i = 0; i < 20; i += 1) probe(60_000);
  let latest = clock.nowUs();
  state.offsetUs -= 700;
  for (let i = 0; i < 200; i += 1) {
    if (i % 10 === 0) probe(1000);
    else pass(1000);
    const now = clock.nowUs();
    expect(now).toBeGreaterThanOrEqual(latest);
    latest = now;
  }
});

test("a small error is bent away and does not overshoot", () => {
  const { clock, probe, pass, state, truthUs } = lab(0, 50);
  for (let i = 0; i < 20; i += 1) probe(60_000);
  state.offsetUs = 800;
  for (let i = 0; i < 20; i += 1) probe(500_000);
  pass(30_000_000);
  expect(Math.abs(clock.nowUs() - truthUs())).toBeLessThan(60);
});

test("a step of the clock is followed by a jump once it is measured", () => {
  const { clock, probe, truthUs, state } = lab(0);
  for (let i = 0; i < 20; i += 1) probe(60_000);
  const before = clock.nowUs();
  state.offsetUs = 3.6e9;
  probe(60_000);
  expect(clock.nowUs() - before).toBeLessThan(1e6);
  for (let i = 0; i < 12; i += 1) probe(60_000);
  expect(clock.restarts).toBe(1);
  expect(Math.abs(clock.nowUs() - truthUs())).toBeLessThan(10);
});

test("a machine that slept for any time is back in step after three probes", () => {
  const chance = seeded(11);
  for (let round = 0; round < 30; round += 1) {
    const { clock, probe, pass, truthUs, state } = lab(5e9, () => 70_000 + 60_000 * chance());
    for (let i = 0; i < 40; i += 1) probe(60_000);
    const sleptUs = 1_000_000 + 100_000_000 * chance();
    if (round % 2 === 0)
      state.offsetUs += sleptUs; // performance.now() stood still meanwhile
    else pass(sleptUs);
    for (let i = 0; i < 3; i += 1) probe(20_000);
    expect(Math.abs(clock.nowUs() - truthUs())).toBeLessThan(31_000);
    for (let i = 0; i < 9; i += 1) probe(20_000);
    expect(clock.settled).toBe(true);
    expect(clock.restarts).toBe(round % 2 === 0 ? 1 : 0);
  }
});

test("on a far line room time never runs back, converges, and stays within the bound", () => {
  const chance = seeded(12);
  for (let round = 0; round < 10; round += 1) {
    const { clock, probe, pass, truthUs, localUs, state } = lab(5e9, () => 70_000 - 30_000 * Math.log(1 - chance()));
    state.skew = (chance() - 0.5) * 100e-6;
    for (let i = 0; i < 12; i += 1) probe(10_000);
    let latestUs = clock.nowUs();
    for (let i = 0; i < 300; i += 1) {
      if (i % 3 === 0) probe(200_000);
      else pass(20_000);
      const nowUs = clock.nowUs();
      const { leastUs, mostUs } = clock.boundUs();
      expect(nowUs).toBeGreaterThanOrEqual(latestUs);
      expect(nowUs).toBeGreaterThanOrEqual(localUs() + leastUs);
      expect(nowUs).toBeLessThanOrEqual(localUs() + mostUs);
      expect(truthUs()).toBeGreaterThanOrEqual(localUs() + leastUs);
      expect(truthUs()).toBeLessThanOrEqual(localUs() + mostUs);
      latestUs = nowUs;
    }
    expect(Math.abs(clock.nowUs() - truthUs())).toBeLessThan(5000);
  }
});

test("a better estimate is taken at once in the first seconds, and bent towards later", () => {
  const delaysUs = [2000, 6000];
  let way = 0;
  const { clock, probe, pass } = lab(5e9, () => delaysUs[(way += 1) % 2] ?? 0);
  const movedBy = (): number => {
    const beforeUs = clock.nowUs();
    probe(0);
    return clock.nowUs() - beforeUs - delaysUs.reduce((sum, each) => sum + each, 0);
  };
  for (let i = 0; i < 12; i += 1) probe(10_000);
  delaysUs.splice(0, 2, 3500, 3500);
  const youngUs = movedBy();
  expect(Math.abs(youngUs)).toBeGreaterThan(100);
  pass(30_000_000);
  for (let i = 0; i < 30; i += 1) probe(10_000);
  delaysUs.splice(0, 2, 1500, 1500);
  expect(Math.abs(movedBy())).toBeLessThan(20);
});

test("probes answered before the timeline has a name count", () => {
  const { clock, probe } = lab(1e9);
  for (let i = 0; i < 8; i += 1) probe(20_000);
  clock.useClock("first");
  expect([clock.ready, clock.settled]).toEqual([true, true]);
});

test("a line that jitters upwards is suspected of making this device early; an even one is not", () => {
  const chance = seeded(14);
  let way = 0;
  const uneven = lab(0, () => ((way += 1) % 2 === 1 ? 60_000 + 40_000 * chance() : 5000 + 10_000 * chance()));
  const even = lab(0, () => 70_000 + 60_000 * chance());
  for (let i = 0; i < 100; i += 1) {
    uneven.probe(100_000);
    even.probe(100_000);
  }
  expect(uneven.clock.suspectUs).toBeLessThan(-20_000);
  expect(uneven.clock.jitterUpUs).toBeGreaterThan(2 * uneven.clock.jitterDownUs);
  expect(even.clock.suspectUs).toBe(null);
});

test("a new timeline is measured while the old estimate goes on", () => {
  const { clock, probe, pass, state, truthUs } = lab(1e9);
  clock.useClock("first");
  for (let i = 0; i < 20; i += 1) probe(60_000);
  const before = clock.nowUs();
  clock.useClock("second");
  state.offsetUs = 9e9;
  probe(60_000);
  pass(1000);
  expect(clock.ready).toBe(true);
  expect(clock.nowUs() - before).toBeLessThan(1e6);
  for (let i = 0; i < 10; i += 1) probe(60_000);
  expect(Math.abs(clock.nowUs() - truthUs())).toBeLessThan(10);
});

test("listeners hear of changes until they stop listening", () => {
  const { clock, probe } = lab(0);
  let heard = 0;
  const stop = clock.onChange(() => (heard += 1));
  for (let i = 0; i < 9; i += 1) probe(60_000);
  expect(heard).toBeGreaterThan(0);
  const before = heard;
  stop();
  probe(60_000);
  expect(heard).toBe(before);
});

test("a plain coarse timer is told from a jittered one", () => {
  expect(grainOf([1000, 1000, 1000], [90, 100, 101, 99, 100, 102, 98])).toEqual({ earlyUs: 0, lateUs: 1000 });
  expect(grainOf([100, 100, 200], [20, 150, 90, 180, 60, 120, 30])).toEqual({ earlyUs: 100, lateUs: 100 });
});

test("a fine timer needs no correction", () => {
  expect(grainOf([5, 5, 10], [1, 1, 1])).toEqual({ earlyUs: 0, lateUs: 0 });
  expect(grainOf([], [])).toEqual({ earlyUs: 0, lateUs: 0 });
});
