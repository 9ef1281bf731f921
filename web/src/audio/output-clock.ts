/**
 * When which frame is heard, from the one source this output can be trusted with: the browser's own time stamps, or, where those are
 * missing or absurd, the latency it reports. Never both in one fit: they differ by tens of milliseconds.
 */

import type { OutputStamps } from "./ports";

/** Reported times further than this from now are absurd. */
const ABSURD_MS = 2000;
/** Time without a sane stamp until the other source is taken; a fresh output has none for a moment. */
const PATIENCE_MS = 1000;
/** Sane stamps for so long are believed again. */
const TRUSTED_AGAIN_MS = 5000;
/** Sums of the same numbers differ by less. */
const SAME_MS = 0.05;
/** Firefox rounds its timer to this, and now was read a moment before the stamp. */
const TIMER_MS = 1.1;
/**
 * What Firefox's numbers leave out: of the last 128 frames it rendered a part still waits in the browser. Measured against a recording next
 * to Chromium's, in 23 starts; it scatters by 1.1.
 */
const LEFT_OUT_MS = 1;

export interface OutputReading {
  readonly nowMs: number;
  readonly currentTime: number;
  readonly outputLatency: number;
  /** How much longer than the latency it takes from rendering to ear where that was asked for in the middle of a buffer, ms. */
  readonly phaseMs: number;
  /** `getOutputTimestamp()`; null where the browser has none. */
  readonly stamp: { readonly contextTime?: number; readonly performanceTime?: number } | null;
}

export interface OutputPair {
  readonly perfMs: number;
  readonly contextS: number;
  /** The source changed: nothing read before may be mixed with this. */
  readonly anew: boolean;
}

export class OutputClock {
  #source: "stamps" | "latency" | null = null;
  /** Since when there has been no sane stamp, or none but sane ones. */
  #missingMs: number | null = null;
  #saneMs: number | null = null;

  get stamps(): OutputStamps {
    if (this.#source === null) return "none";
    return this.#source === "stamps" ? "browser" : "reported";
  }

  /** The output began anew: so does the search for what to trust. */
  restart(): void {
    this.#missingMs = null;
    this.#saneMs = -Infinity;
  }

  /** Null while there is nothing to be trusted yet. */
  read(reading: OutputReading): OutputPair | null {
    const stamp = saneStamp(reading);
    this.#note(stamp !== null, reading.nowMs);
    const wasLatency = this.#source === "latency";
    const trusted = !wasLatency || reading.nowMs - (this.#saneMs ?? Infinity) >= TRUSTED_AGAIN_MS;
    if (stamp !== null && trusted) return { ...stamp, anew: this.#become("stamps") };
    const waits = reading.nowMs - (this.#missingMs ?? reading.nowMs) < PATIENCE_MS;
    if (!wasLatency && reading.stamp !== null && waits) return null;
    const contextS = reading.currentTime - reading.outputLatency;
    return { perfMs: reading.nowMs, contextS, anew: this.#become("latency") };
  }

  #note(isSane: boolean, nowMs: number): void {
    if (isSane) {
      this.#missingMs = null;
      this.#saneMs ??= nowMs;
    } else {
      this.#missingMs ??= nowMs;
      // The first moment of an output that began anew says nothing.
      if (this.#saneMs !== -Infinity || nowMs - this.#missingMs >= PATIENCE_MS) this.#saneMs = null;
    }
  }

  #become(source: "stamps" | "latency"): boolean {
    const changed = this.#source !== null && this.#source !== source;
    this.#source = source;
    return changed;
  }
}

function saneStamp(reading: OutputReading): { perfMs: number; contextS: number } | null {
  const { nowMs, currentTime, stamp } = reading;
  const { contextTime = 0, performanceTime = 0 } = stamp ?? {};
  // Chromium's very first stamp has a frame and no time.
  const isComplete = contextTime > 0 && performanceTime > 0;
  const sane = isComplete && Math.abs(performanceTime - nowMs) < ABSURD_MS && contextTime <= currentTime;
  if (!sane) return null;
  const lateMs = isTakenTwice(reading, contextTime, performanceTime)
    ? reading.outputLatency * 1000 + reading.phaseMs + LEFT_OUT_MS
    : 0;
  return { perfMs: performanceTime + lateMs, contextS: contextTime };
}

/**
 * Firefox (seen in 153) takes the latency off both of `currentTime` and now, and so says that a frame is heard when it is rendered.
 * No true pair is off now and off `currentTime` by exactly the reported latency, so this does no harm once it is mended.
 */
function isTakenTwice({ nowMs, currentTime, outputLatency }: OutputReading, contextS: number, perfMs: number): boolean {
  const latencyMs = outputLatency * 1000;
  const offContextMs = (currentTime - contextS) * 1000 - latencyMs;
  return latencyMs > 1 && Math.abs(offContextMs) < SAME_MS && Math.abs(nowMs - perfMs - latencyMs) < SAME_MS + TIMER_MS;
}
