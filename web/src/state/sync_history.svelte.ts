/** This device's error over the last minute, as it was told: what the small graph draws. */

const SPAN_MS = 60_000;
/** The player tells a few times a second; this bounds what a storm of them may cost. */
const MOST_POINTS = 300;

export interface HistoryPoint {
  /** By `performance.now()`. */
  readonly atMs: number;
  /** Positive: late. Null: nothing sounded, or nothing could be measured. */
  readonly errUs: number | null;
}

export class SyncHistory {
  points = $state.raw<readonly HistoryPoint[]>([]);

  add(errUs: number | null, atMs: number = performance.now()): void {
    const first = Math.max(0, this.points.length + 1 - MOST_POINTS);
    const recent = this.points.slice(first).filter((point) => point.atMs > atMs - SPAN_MS);
    this.points = [...recent, { atMs, errUs }];
  }
}
