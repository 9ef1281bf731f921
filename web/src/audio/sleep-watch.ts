/**
 * Notices that the machine slept, or that the page was frozen: time went on and the output did not. A page that was merely busy
 * is told from it, because its output played on. Some systems stop `performance.now()` in sleep, so the wall clock is asked too; a
 * step of the wall clock looks the same and does no harm.
 */

/** An underrun is shorter. */
const SLEPT_MS = 2000;

interface Moment {
  readonly perfMs: number;
  readonly wallMs: number;
  readonly playedMs: number;
}

export class SleepWatch {
  #last: Moment | null = null;

  /** True when the output stood still since the last look. */
  note(perfMs: number, wallMs: number, playedMs: number): boolean {
    const last = this.#last;
    this.#last = { perfMs, wallMs, playedMs };
    if (last === null) return false;
    const passedMs = Math.max(perfMs - last.perfMs, wallMs - last.wallMs);
    return passedMs - (playedMs - last.playedMs) > SLEPT_MS;
  }

  /** The output was stopped on purpose. */
  forget(): void {
    this.#last = null;
  }
}
