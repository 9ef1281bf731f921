import { expect, test } from "vitest";
import { WallClock } from "./wall-clock";

const BEGAN_MS = 1_700_000_000_000.4;
const wallAt = (perfMs: number): number => Math.floor(BEGAN_MS + perfMs);

test("whole milliseconds of the wall are told to a tenth after a few readings", () => {
  const clock = new WallClock();
  let told: number | null = null;
  for (let perfMs = 1000; perfMs < 2000; perfMs += 33.3)
    told = clock.toPerfMs(BEGAN_MS + perfMs - 20, wallAt(perfMs), perfMs);
  expect(told).toBeCloseTo(1000 + 30 * 33.3 - 20, 0);
});

test("a wall clock that is set takes its readings along", () => {
  const clock = new WallClock();
  for (let perfMs = 0; perfMs < 500; perfMs += 100) clock.toPerfMs(wallAt(perfMs), wallAt(perfMs), perfMs);
  expect(clock.toPerfMs(wallAt(600) + 40_000, wallAt(600) + 40_000, 600)).toBeCloseTo(600, 0);
});

test("a thread with another clock is not believed", () => {
  const clock = new WallClock();
  expect(clock.toPerfMs(wallAt(500) - 40_000, wallAt(500), 500)).toBeNull();
});
