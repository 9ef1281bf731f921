import { expect, test } from "vitest";
import { RoomClock } from "./clock";
import { grainOf } from "./timer";

/** A clock driven by hand over a network with a fixed delay each way. */
function lab(offsetUs: number, delayUs = 2000) {
  let localUs = 1_000_000;
  const state = { offsetUs, skew: 0 };
  const clock = new RoomClock({ earlyUs: 0, lateUs: 0 }, () => localUs / 1000);
  const truthUs = (): number => localUs + state.offsetUs + state.skew * localUs;
  const probe = (afterUs: number): void => {
    localUs += afterUs;
    const t1 = localUs;
    localUs += delayUs;
    const t2 = truthUs();
    localUs += delayUs;
    clock.add(t1, t2, t2, localUs);
  };
  const pass = (us: number): void => {
    localUs += us;
  };
  return { clock, state, probe, pass, truthUs };
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
