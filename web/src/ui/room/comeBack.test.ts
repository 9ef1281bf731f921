import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LOCKED, type PlayerState } from "../../audio/ports";
import { ComeBack } from "./comeBack.svelte";

/** A device whose output opens when the test says so. */
function device(state: PlayerState) {
  const answer: { resolve?: () => void; reject?: (error: Error) => void } = {};
  const opened = new Promise<void>((resolve, reject) => Object.assign(answer, { resolve, reject }));
  const taps = { count: 0 };
  const status = { ...LOCKED, state };
  const comeBack = (): Promise<void> => {
    taps.count += 1;
    return opened;
  };
  return { status, comeBack, answer, taps };
}

describe("coming back", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("takes one tap, and shows that it is at it until the music is heard", async () => {
    const ears = device("interrupted");
    const back = new ComeBack(ears, () => undefined);
    back.press();
    back.press();
    expect(ears.taps.count).toBe(1);
    expect(back.busy).toBe(true);
    ears.answer.resolve?.();
    await vi.advanceTimersByTimeAsync(0);
    ears.status.state = "buffering";
    expect(back.busy).toBe(true);
    ears.status.state = "playing";
    expect(back.busy).toBe(false);
  });

  it("can be tapped again when nothing came of it", async () => {
    const ears = device("interrupted");
    const back = new ComeBack(ears, () => undefined);
    back.press();
    ears.answer.resolve?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(back.busy).toBe(false);
    back.press();
    expect(ears.taps.count).toBe(2);
  });

  it("tells when the browser refuses, and can be tapped again", async () => {
    const ears = device("locked");
    const told: unknown[] = [];
    const back = new ComeBack(ears, (error) => told.push(error));
    back.press();
    ears.answer.reject?.(new Error("no output"));
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toHaveLength(1);
    expect(back.busy).toBe(false);
  });
});
