import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutputReader } from "./output-reader";

const RATE_HZ = 48_000;
const HEARD_AFTER_MS = 40;

/** An output that runs on the page's clock; what it renders is heard `heardAfterMs` later. */
class FakeContext {
  readonly sampleRate = RATE_HZ;
  state = "running";
  heardAfterMs = HEARD_AFTER_MS;
  readonly #bornMs = performance.now();

  get currentTime(): number {
    return Math.floor(((performance.now() - this.#bornMs) * RATE_HZ) / 128_000) * (128 / RATE_HZ);
  }

  get outputLatency(): number {
    return this.heardAfterMs / 1000;
  }

  /** When a frame is heard, in truth. */
  heardMs(frame: number): number {
    return this.#bornMs + (frame * 1000) / RATE_HZ + this.heardAfterMs;
  }
}

class StampedContext extends FakeContext {
  getOutputTimestamp(): AudioTimestamp {
    const contextTime = this.currentTime - this.outputLatency;
    return { contextTime, performanceTime: this.heardMs(contextTime * RATE_HZ) };
  }
}

let ready: number[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"], now: 1_700_000_000_000 });
  vi.advanceTimersByTime(5000);
  ready = [];
});

afterEach(() => {
  vi.useRealTimers();
});

function readerOf(context: FakeContext): OutputReader {
  return new OutputReader(context as unknown as AudioContext, (frame) => ready.push(frame));
}

function ticks(reader: OutputReader, count: number, before: () => void = () => undefined): void {
  for (let tick = 0; tick < count; tick += 1) {
    vi.advanceTimersByTime(100);
    before();
    reader.read();
  }
}

/** How far off the map is for what is rendered now, ms. */
function errorMs(reader: OutputReader, context: FakeContext): number {
  const frame = context.currentTime * RATE_HZ;
  return (reader.fitAt(frame)?.perfMs ?? Infinity) - context.heardMs(frame);
}

describe("the reader of an output", () => {
  it("has the first map soon after the first tick, and says so once", () => {
    const context = new StampedContext();
    const reader = readerOf(context);
    vi.advanceTimersByTime(100);
    reader.read();
    expect(reader.fitAt(0)).toBeNull();
    vi.advanceTimersByTime(95);
    expect(ready).toHaveLength(1);
    expect(Math.abs(errorMs(reader, context))).toBeLessThan(0.5);
    expect(reader.stamps).toBe("browser");
    ticks(reader, 30);
    expect(ready).toHaveLength(1);
  });

  it("hands out a map that began anew once", () => {
    const reader = readerOf(new StampedContext());
    ticks(reader, 10);
    expect([reader.takeAnew(), reader.takeAnew()]).toEqual([true, false]);
  });

  it("goes by the latency of a browser that has no time stamps", () => {
    const context = new FakeContext();
    const reader = readerOf(context);
    ticks(reader, 40);
    expect(reader.stamps).toBe("reported");
    // What a quantum of rendering leaves open.
    expect(Math.abs(errorMs(reader, context))).toBeLessThan(128_000 / RATE_HZ);
  });

  it("forgets an output that was changed for a slower one", () => {
    const context = new StampedContext();
    const reader = readerOf(context);
    ticks(reader, 20);
    reader.takeAnew();
    context.heardAfterMs = 200;
    reader.forget();
    ticks(reader, 20);
    expect(Math.abs(errorMs(reader, context))).toBeLessThan(0.5);
    expect(reader.takeAnew()).toBe(true);
  });

  it("looks often while the output is new, unless the output tells by itself", () => {
    const context = new StampedContext();
    const reader = readerOf(context);
    ticks(reader, 5);
    expect(vi.getTimerCount()).toBe(1);
    const told = (): void => reader.rendered({ wallMs: Date.now(), frame: context.currentTime * RATE_HZ });
    ticks(reader, 2, told);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("looks by itself where what the output tells is of another clock", () => {
    const context = new StampedContext();
    const reader = readerOf(context);
    const told = (): void => reader.rendered({ wallMs: Date.now() + 40_000, frame: context.currentTime * RATE_HZ });
    ticks(reader, 5, told);
    expect(vi.getTimerCount()).toBe(1);
    expect(Math.abs(errorMs(reader, context))).toBeLessThan(0.5);
  });

  it("looks no more at an output that rests or is closed", () => {
    const resting = new StampedContext();
    readerOf(resting).read();
    resting.state = "suspended";
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
    const reader = readerOf(new StampedContext());
    reader.read();
    reader.close();
    reader.close();
    expect([vi.getTimerCount(), ready]).toEqual([0, []]);
  });
});
