import { expect, test, vi } from "vitest";
import { Watching } from "./watching";

test("the server is told when somebody looks, and when the last one has stopped", () => {
  const tell = vi.fn();
  const watching = new Watching(tell);
  const first = watching.add(() => undefined);
  const second = watching.add(() => undefined);
  first();
  expect(tell.mock.calls).toEqual([[true], [true]]);
  second();
  second();
  expect(tell.mock.calls).toEqual([[true], [true], [false]]);
});

test("a new connection is asked anew, if somebody still looks", () => {
  const tell = vi.fn();
  const watching = new Watching(tell);
  watching.renew();
  expect(tell).not.toHaveBeenCalled();
  watching.add(() => undefined);
  watching.renew();
  expect(tell).toHaveBeenCalledTimes(2);
});

test("everybody who looks gets the reports, until they stop", () => {
  const watching = new Watching(() => undefined);
  const [one, two] = [vi.fn(), vi.fn()];
  const stop = watching.add(one);
  watching.add(two);
  watching.receive([], 0);
  stop();
  watching.receive([], 0);
  expect([one.mock.calls.length, two.mock.calls.length]).toEqual([1, 2]);
});
