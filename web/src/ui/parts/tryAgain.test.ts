import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "../../net/api";
import { tryAgain, tryAgainWhen } from "./tryAgain";

const page = new EventTarget();
const limited = new ApiError("rate_limited", "Slow down.", 429, true, 12);
const offline = new ApiError("offline", "Gone.", 0, true);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("comes by itself after a while, which grows with every failure up to ten minutes", () => {
  const waits = [0, 1, 3, 6, 60].map((failures) => {
    const again = vi.fn();
    tryAgain(again, failures);
    const began = Date.now();
    while (again.mock.calls.length === 0) vi.advanceTimersToNextTimer();
    return Date.now() - began;
  });
  expect(waits).toEqual([10_000, 20_000, 80_000, 640_000, 640_000]);
});

it("comes by itself when the wait that the server asked for is over, unless it is called off", () => {
  const again = vi.fn();
  tryAgainWhen(limited, again);
  tryAgainWhen(limited, again)();
  vi.advanceTimersByTime(11_999);
  expect(again).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(again).toHaveBeenCalledTimes(1);
});

it("comes by itself when the network is back", () => {
  const again = vi.fn();
  const callOff = tryAgainWhen(offline, again);
  page.dispatchEvent(new Event("online"));
  callOff();
  page.dispatchEvent(new Event("online"));
  expect(again).toHaveBeenCalledTimes(1);
});

it("waits for a press where neither would help", () => {
  const again = vi.fn();
  for (const error of [new ApiError("admin_needed", "No.", 403, false), new Error("?")]) tryAgainWhen(error, again);
  page.dispatchEvent(new Event("online"));
  vi.advanceTimersByTime(600_000);
  expect(again).not.toHaveBeenCalled();
});
