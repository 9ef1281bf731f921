import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { resume } from "./resume";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const never = (): Promise<void> => new Promise(() => undefined);

/** A context in `state`; what is not given works. */
function contextIn(state: string, given: { suspend?: () => Promise<void>; resume?: () => Promise<void> } = {}) {
  const asked: string[] = [];
  const become = (next: string) => (): Promise<void> => {
    context.state = next;
    return Promise.resolve();
  };
  const { suspend = become("suspended"), resume: go = become("running") } = given;
  const noted = (what: string, act: () => Promise<void>) => (): Promise<void> => {
    asked.push(what);
    return act();
  };
  const context = { state, asked, suspend: noted("suspend", suspend), resume: noted("resume", go) };
  return context;
}

it("goes on with a suspended context, and by way of it with an interrupted one", async () => {
  const suspended = contextIn("suspended");
  expect(await resume(suspended)).toBe(true);
  expect(suspended.asked).toEqual(["resume"]);
  const interrupted = contextIn("interrupted");
  expect(await resume(interrupted)).toBe(true);
  expect(interrupted.asked).toEqual(["suspend", "resume"]);
});

it("leaves alone what runs", async () => {
  const running = contextIn("running");
  expect(await resume(running)).toBe(true);
  expect(running.asked).toEqual([]);
});

it("says after a while that the system does not give the output back, though nothing settles", async () => {
  const held = contextIn("interrupted", { suspend: never, resume: never });
  const answer = resume(held);
  await vi.advanceTimersByTimeAsync(5000);
  expect(await answer).toBe(false);
  expect(held.asked).toEqual(["suspend", "resume"]);
});

it("survives a context that refuses", async () => {
  const closed = contextIn("closed", {
    suspend: () => Promise.reject(new Error()),
    resume: () => Promise.reject(new Error()),
  });
  expect(await resume(closed)).toBe(false);
});
