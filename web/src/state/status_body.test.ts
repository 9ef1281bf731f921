import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOCKED } from "../audio/ports";
import { RoomClock } from "../core/clock";
import { statusBody } from "./status_body";

const facts = {
  clock: new RoomClock({ earlyUs: 0, lateUs: 0 }),
  ranges: [],
  silent: false,
  remote: false,
  trimUs: 0,
  suspectUs: null,
  cause: "none",
} as const;

beforeEach(() => vi.stubGlobal("document", { visibilityState: "visible" }));
afterEach(() => vi.unstubAllGlobals());

test.each([NaN, Infinity, -Infinity, 1e300])(
  "a figure of %s never reaches the server, which would end the visit for good",
  (broken) => {
    const status = { ...LOCKED, bufferedMs: broken, armMs: broken, latencyMs: broken, errUs: broken };
    const sent = statusBody({ ...facts, status });
    for (const value of [sent.buffered_ms, sent.arm_ms, sent.latency_ms]) {
      expect(Math.abs(value ?? NaN)).toBeLessThanOrEqual(1e7);
    }
    expect(sent.err_us === null || Number.isInteger(sent.err_us)).toBe(true);
  },
);

test("the trim is told in whole microseconds", () => {
  expect(statusBody({ ...facts, status: LOCKED, trimUs: 0.5 }).trim_us).toBe(1);
});
