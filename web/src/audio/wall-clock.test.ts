import { expect, test } from "vitest";
import { WallClock } from "./wall-clock";

const BEGAN_MS = 1_700_000_000_000;
const wallAt = (perfMs: number): number => Math.floor(BEGAN_MS + perfMs);

test("whole milliseconds of the wall are told to a tenth after a few readings", () => {
  const clock = new WallClock();
  let told: number | null = null;
  for (let perfMs = 1000; perfMs < 2000; perfMs += 33.3) {
    told = clock.toPerfMs(BEGAN_MS + 1500, wallAt(perfMs), perfMs);
  }
  // The newest reading alone (1999 for 1999.0 + 29 * 33.3 …) is off by its fraction.
  expect(clock.toPerfMs(BEGAN_MS + 2000, wallAt(2000.9), 2000.9)).toBeCloseTo(2000, 0.7);
  expect(told).toBeCloseTo(1500, 0.7);
  expect(Math.abs((clock.toPerfMs(BEGAN_MS + 2000, wallAt(2010.95), 2010.95) ?? 0) - 2000)).toBeLessThan(0.15);
});

test.each([40_000, -40_000])("a wall clock that is set by %i ms takes its readings along", (byMs) => {
  const clock = new WallClock();
  for (let perfMs = 0; perfMs < 500; perfMs += 100) clock.toPerfMs(wallAt(perfMs), wallAt(perfMs), perfMs);
  expect(clock.toPerfMs(wallAt(600) + byMs, wallAt(600) + byMs, 600)).toBeNull();
  expect(clock.toPerfMs(wallAt(700) + byMs, wallAt(700) + byMs, 700)).toBeCloseTo(700, 0);
});

test("a clock that hides the time is not believed", () => {
  const clock = new WallClock();
  const told = [0, 70, 140, 210].map((perfMs) => {
    const wallMs = Math.floor((BEGAN_MS + perfMs) / 100) * 100;
    return clock.toPerfMs(wallMs, wallMs, perfMs);
  });
  expect(told.slice(1)).toEqual([null, null, null]);
});

test("a thread with another clock is not believed", () => {
  const clock = new WallClock();
  expect(clock.toPerfMs(wallAt(500) - 40_000, wallAt(500), 500)).toBeNull();
});
