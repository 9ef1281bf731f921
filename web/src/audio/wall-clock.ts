/** Wall times of another thread on this thread's `performance.now()`. All in ms. */

/** The wall clock tells whole milliseconds: of many readings one comes right after it has moved on. */
const MEMORY_MS = 3000;
/** It was set, or a browser hides the time: what differs by more is not rounding. */
const STEP_MS = 1.5;
/** What is told came a moment ago. Otherwise the two threads do not have the same clock. */
const ABSURD_MS = 2000;

export class WallClock {
  #readings: { readonly perfMs: number; readonly offsetMs: number }[] = [];

  /** Null where it cannot be told: what is told is not from now, or the clock is not steady. */
  toPerfMs(wallMs: number, nowWallMs: number, nowPerfMs: number): number | null {
    const reading = { perfMs: nowPerfMs, offsetMs: nowWallMs - nowPerfMs };
    const isSteady = this.#readings.every(({ offsetMs }) => Math.abs(offsetMs - reading.offsetMs) < STEP_MS);
    const kept = isSteady ? this.#readings.filter(({ perfMs }) => perfMs > nowPerfMs - MEMORY_MS) : [];
    this.#readings = [...kept, reading];
    if (!isSteady || Math.abs(nowWallMs - wallMs) > ABSURD_MS) return null;
    // Rounded down: the largest is the truest.
    return wallMs - Math.max(...this.#readings.map(({ offsetMs }) => offsetMs));
  }
}
