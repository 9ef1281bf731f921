/** Tells how fast bytes leave, from the last ten seconds, so that the estimate follows a change of network. */

import { figure, numberText } from "../../i18n/formats";
import { words } from "../../i18n/words.svelte";

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
  if (seconds < 10) return words.uploads.secondsLeft;
  if (seconds < 55) return words.uploads.timeLeft(words.uploads.shortSeconds(Math.ceil(seconds / 5) * 5));
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return words.uploads.timeLeft(words.times.shortMinutes(minutes));
  return words.uploads.timeLeft(words.times.shortBoth(Math.floor(minutes / 60), minutes % 60));
}

/** "640 KB", "4.2 MB", "1.3 GB": decimal units, as file managers and phones show them. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return figure(`${bytes} B`);
  if (bytes < 1_000_000) return figure(`${numberText(bytes / 1000)} KB`);
  if (bytes < 1_000_000_000) return figure(`${numberText(bytes / 1_000_000, bytes < 10_000_000 ? 1 : 0)} MB`);
  return figure(`${numberText(bytes / 1_000_000_000, 1)} GB`);
}
