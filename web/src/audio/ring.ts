/** A window of decoded samples of one rendition, keyed by track sample. Allocated once, reused for the next one. */

import { HALF } from "./resampler";

/** 5.5 s at 48 kHz, 2 MB; a power of two, so that a sample's place is a mask away. */
export const RING_SAMPLES = 2 ** 18;

export class Ring {
  readonly #left = new Float32Array(RING_SAMPLES);
  readonly #right = new Float32Array(RING_SAMPLES);
  /** Samples held: `[lo, hi)`. */
  lo = 0;
  hi = 0;

  /** Forgets everything; the next write must start at `sample`. */
  restart(sample: number): void {
    this.lo = sample;
    this.hi = sample;
  }

  /** Appends planar samples (left half, right half). What is already held or leaves a hole is not taken. */
  write(start: number, frames: number, planar: Float32Array): void {
    if (start !== this.hi) return;
    const at = start & (RING_SAMPLES - 1);
    const first = Math.min(frames, RING_SAMPLES - at);
    this.#left.set(planar.subarray(0, first), at);
    this.#right.set(planar.subarray(frames, frames + first), at);
    if (first < frames) {
      this.#left.set(planar.subarray(first, frames), 0);
      this.#right.set(planar.subarray(frames + first, 2 * frames), 0);
    }
    this.hi = start + frames;
    this.lo = Math.max(this.lo, this.hi - RING_SAMPLES);
  }

  /** Whether reading can begin at `sample` and go on to `until`; what lies before the track's start needs no samples. */
  covers(sample: number, until: number): boolean {
    return this.lo <= Math.max(0, sample - HALF) && until <= this.hi;
  }

  /** Writes `[from, from + count)`, scaled, into the outputs at `at`; leaves what it does not hold untouched. */
  read(from: number, count: number, gain: number, left: Float32Array, right: Float32Array, at: number): void {
    const begin = Math.max(from, this.lo);
    const end = Math.min(from + count, this.hi);
    let place = at + begin - from;
    for (let sample = begin; sample < end; sample += 1) {
      const index = sample & (RING_SAMPLES - 1);
      left[place] = (this.#left[index] as number) * gain;
      right[place] = (this.#right[index] as number) * gain;
      place += 1;
    }
  }
}
