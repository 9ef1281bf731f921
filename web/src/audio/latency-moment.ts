/**
 * When to ask an output for its latency that is asked once and answers the same ever after.
 *
 * Firefox counts what the system still holds (written minus played) at the first question, and keeps it as long as the window does. The
 * system takes buffers of some 12 ms, so that the number falls by 12 ms from one to the next, and so does what is heard by it. What is true
 * is the sum: the number, and how long ago the buffer was filled when it was asked for. That is seen in `currentTime`, which steps then.
 */

interface Look {
  readonly nowMs: number;
  readonly offMs: number;
}

/** Looks of so long tell when buffers are filled. Slips are forgotten after it. */
const WINDOW_MS = 700;
/** The system's own idea of what was played is a guess at first: measured, 10 ms off after 60 ms, up to 8 after 150, 2 after 200. */
const WARM_MS = 250;
/** From then on, the question waits for a fresh buffer, but no longer than this. */
const LONGEST_WAIT_MS = 600;
/** As long after the fastest buffer seen, one is fresh: the timer of a page has a grain of 1 ms. */
const FRESH_MS = 2.5;
/** No buffer takes longer: the page was held up between looking and asking. */
const LONGEST_PHASE_MS = 15;
/** Numbers that differ by less are the same. */
const SAME_S = 1e-6;

export class LatencyMoment {
  #looks: Look[] = [];
  #sinceMs: number | null = null;
  #latencyS = 0;
  #phaseMs = 0;

  /** The answer; 0 before the question. */
  get latencyS(): number {
    return this.#latencyS;
  }

  /** How long before the question its buffer was filled, ms: so much more it is from rendering to ear than was answered. */
  get phaseMs(): number {
    return this.#phaseMs;
  }

  /** The output resumed: its frames are counted on from another time. The answer stays. */
  restart(): void {
    this.#looks = [];
    this.#sinceMs = null;
  }

  /** Takes one look at a running output. True where its buffer is fresh: now it may be asked, and now it tells when it renders. */
  look(nowMs: number, currentTimeS: number): boolean {
    if (currentTimeS === 0) return false;
    const offMs = nowMs - currentTimeS * 1000;
    this.#sinceMs ??= nowMs;
    this.#looks = [...this.#looks.filter((each) => each.nowMs > nowMs - WINDOW_MS), { nowMs, offMs }];
    const isFresh = this.#sincePhase() <= FRESH_MS;
    if (this.#latencyS > 0) return isFresh;
    const waitedMs = nowMs - this.#sinceMs;
    return waitedMs >= WARM_MS && (isFresh || waitedMs >= LONGEST_WAIT_MS);
  }

  /** The answer to the question asked at the last look; another one than before belongs to another device. */
  answered(latencyS: number): void {
    if (Math.abs(latencyS - this.#latencyS) < SAME_S) return;
    this.#latencyS = latencyS;
    this.#phaseMs = Math.min(LONGEST_PHASE_MS, this.#sincePhase());
  }

  /** From the fastest buffer to the last look. */
  #sincePhase(): number {
    const last = this.#looks.at(-1);
    return last === undefined ? 0 : last.offMs - Math.min(...this.#looks.map((each) => each.offMs));
  }
}

/** Outputs that tell nothing of their own buffer (0: Firefox) keep what they answer first; others look again each time. */
export function keepsItsLatency(context: AudioContext): boolean {
  return context.baseLatency === 0;
}
