/** The loudness of a track in a blend: a function of its samples, so that it is the same wherever and whenever one listens. */

import type { Fade } from "./messages";

/** Gain at a sample of the track; the squares of what comes and what goes add up to one. */
export function gainAt({ from, length, way }: Fade, sample: number): number {
  const share = Math.max(0, Math.min(1, (sample - from) / length));
  return way === "in" ? Math.sin((Math.PI / 2) * share) : Math.cos((Math.PI / 2) * share);
}

/** Scales `count` samples that stand at `at`, the first of which is sample `first` of the track. */
export function shape(
  fade: Fade,
  first: number,
  count: number,
  left: Float32Array,
  right: Float32Array,
  at: number,
): void {
  if (fade.way === "in" ? first >= fade.from + fade.length : first + count <= fade.from) return;
  for (let i = 0; i < count; i += 1) {
    const gain = gainAt(fade, first + i);
    left[at + i] = (left[at + i] as number) * gain;
    right[at + i] = (right[at + i] as number) * gain;
  }
}
