import { expect, test } from "vitest";
import { MapNews } from "./map-news";
import type { OutputMap } from "./messages";

const US_PER_FRAME = 1e6 / 48_000;
const TICK = 12_000;

/** The map at tick `n`, `lateUs` off the first one's line. */
const mapAt = (n: number, lateUs = 0, flags: Partial<OutputMap> = {}): OutputMap => ({
  roomUs: 1e15 + n * TICK * US_PER_FRAME + lateUs,
  frame: n * TICK,
  usPerFrame: US_PER_FRAME,
  residualUs: 50,
  anew: false,
  moved: false,
  ...flags,
});

test("each map is told while something is being found out, and the first calm one", () => {
  const news = new MapNews();
  expect([0, 1, 2].map((n) => news.take(mapAt(n), false))).toEqual([true, true, true]);
  expect([3, 4].map((n) => news.take(mapAt(n), true))).toEqual([true, false]);
});

test("a calm map is told when it is news, and every two seconds", () => {
  const news = new MapNews();
  news.take(mapAt(0), true);
  expect(news.take(mapAt(1, 2), true)).toBe(false);
  expect(news.take(mapAt(1, -10), true)).toBe(true);
  expect(news.take(mapAt(2, -10, { moved: true }), true)).toBe(true);
  expect(news.take(mapAt(3, -10, { anew: true }), true)).toBe(true);
  const told = Array.from({ length: 16 }, (_, i) => news.take(mapAt(4 + i, -10), true));
  expect(told.filter(Boolean)).toHaveLength(1);
});

test("small steps to one side do not add up untold", () => {
  const news = new MapNews();
  const told = Array.from({ length: 8 }, (_, n) => news.take(mapAt(n, n), true));
  expect(told).toEqual([true, false, false, false, true, false, false, false]);
});
