import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Gathered } from "./gathered";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function told(): { heard: string[][]; gathered: Gathered<string> } {
  const heard: string[][] = [];
  return { heard, gathered: new Gathered((items) => heard.push([...items]), 1000) };
}

test("a burst is told once", () => {
  const { heard, gathered } = told();
  gathered.add("Ana");
  gathered.add("Ben", "Cleo");
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(heard).toEqual([["Ana", "Ben", "Cleo"]]);
});

test("a burst without an end does not keep everything back", () => {
  const { heard, gathered } = told();
  for (let at = 0; at < 30; at += 1) {
    gathered.add(String(at));
    vi.advanceTimersByTime(100);
  }
  expect(heard).toHaveLength(3);
  expect(heard.flat()).toHaveLength(30);
});

test("nothing is told of nothing, nor after the end", () => {
  const { heard, gathered } = told();
  gathered.add();
  gathered.add("Ana");
  gathered.stop();
  vi.runAllTimers();
  expect(heard).toEqual([]);
});
