/** Wall times of another thread on this thread's `performance.now()`. */

/** The wall clock tells whole milliseconds: of so many readings one comes right after a tick. */
const READINGS = 16;
/** The wall clock was set. */
const STEP_MS = 3;
/** What is told came a moment ago. Otherwise the two threads do not have the same clock. */
const ABSURD_MS = 2000;

export class WallClock {
  #offsets: number[] = [];

  /** Null where it cannot be told: what is told is not from now. All in ms. */
  toPerfMs(wallMs: number, nowWallMs: number, nowPerfMs: number): number | null {
    const offsetMs = nowWallMs - nowPerfMs;
    const known = this.#offsets[0];
    if (known !== undefined && Math.abs(offsetMs - known) > STEP_MS) this.#offsets = [];
    this.#offsets = [...this.#offsets, offsetMs].slice(-READINGS);
    if (Math.abs(nowWallMs - wallMs) > ABSURD_MS) return null;
    // Rounded down: the largest is the truest.
    return wallMs - Math.max(...this.#offsets);
  }
}
