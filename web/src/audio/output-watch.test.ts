import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OutputWatch } from "./output-watch";

let ticks: number | null;
let died: number;
let watch: OutputWatch;

beforeEach(() => {
  vi.useFakeTimers();
  ticks = 0;
  died = 0;
  watch = new OutputWatch(
    () => ticks,
    () => (died += 1),
  );
});

afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

test("an output that ticks no more has died, and is told of once", () => {
  ticks = 7;
  vi.advanceTimersByTime(60_000);
  expect(died).toBe(1);
});

test("one that stands still for a moment, or on purpose, has not", () => {
  for (let time = 1; time < 10; time += 1) {
    ticks = time;
    vi.advanceTimersByTime(3000);
  }
  ticks = null;
  vi.advanceTimersByTime(60_000);
  expect(died).toBe(0);
});
