/** Tells how fast bytes leave, from the last ten seconds, so that the estimate follows a change of network. */

const WINDOW_MS = 10_000;
const ENOUGH_MS = 1_500;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

export class RateMeter {
  #samples: Sample[] = [];

  /** `bytes`: how many have been sent in all. A total that fell (a part is sent again) starts the measurement anew. */
  add(atMs: number, bytes: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ atMs, bytes });
    while (this.#samples.length > 2 && (this.#samples[0]?.atMs ?? 0) < atMs - WINDOW_MS) this.#samples.shift();
  }

  /** Bytes a second; null until there is enough to go by. */
  get bytesPerS(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return null;
    const spanMs = last.atMs - first.atMs;
    if (spanMs < ENOUGH_MS || last.bytes <= first.bytes) return null;
    return ((last.bytes - first.bytes) * 1000) / spanMs;
  }

  reset(): void {
    this.#samples = [];
  }
}

/** "under a minute left", "3 min left", "1 h 20 min left". */
export function timeLeft(seconds: number): string {
  if (seconds < 10) return "a few seconds left";
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} s left`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

/** "640 KB", "4.2 MB", "1.3 GB": decimal units, as file managers and phones show them. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
