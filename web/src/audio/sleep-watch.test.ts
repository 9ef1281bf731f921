import { expect, test } from "vitest";
import { SleepWatch } from "./sleep-watch";

function awake(): SleepWatch {
  const watch = new SleepWatch();
  for (let ms = 0; ms <= 1000; ms += 100) expect(watch.note(ms, 5000 + ms, ms)).toBe(false);
  return watch;
}

test("time that ran on without the output was sleep, once", () => {
  const watch = awake();
  expect(watch.note(61_000, 66_000, 1100)).toBe(true);
  expect(watch.note(61_100, 66_100, 1200)).toBe(false);
});

test("sleep is seen by the wall clock where the other one stood still", () => {
  expect(awake().note(1100, 66_000, 1100)).toBe(true);
});

test("a page that was busy while its output played on did not sleep", () => {
  expect(awake().note(9000, 14_000, 9000)).toBe(false);
});

test("an underrun is not sleep", () => {
  expect(awake().note(1400, 6400, 1150)).toBe(false);
});

test("an output that was stopped on purpose starts afresh", () => {
  const watch = awake();
  watch.forget();
  expect(watch.note(90_000, 95_000, 1100)).toBe(false);
});
