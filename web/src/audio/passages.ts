/** The plan as it is to sound: segments, and beside them what ends under the beginning of another. Pure. */

import type { Segment } from "./ports";

export interface Passage extends Segment {
  /** When something else takes its place, µs of room time. */
  readonly untilUs: number;
  readonly isUnder: boolean;
}

/** Segments that last, in order; then the ends of tracks that sound under one of them. */
export function passagesOf(segments: readonly Segment[]): Passage[] {
  const main = segments
    .map((segment, i) => ({ ...segment, untilUs: segments[i + 1]?.fromUs ?? Infinity, isUnder: false }))
    .filter((passage) => passage.untilUs > passage.fromUs);
  return [...main, ...main.flatMap(underOf)];
}

/** The end of the track before, as long as it lasts, and silence after it; none where the blend is over. */
function underOf({ blend, fromUs, positionUs, playing, untilUs, epoch }: Passage): Passage[] {
  if (!blend || positionUs >= blend.overlap_us) return [];
  const endUs = playing ? Math.min(untilUs, fromUs + blend.overlap_us - positionUs) : untilUs;
  const rest = { isUnder: true, epoch, untilUs: endUs };
  const ending = { ...rest, blend, entryId: blend.entry_id, fromUs, positionUs: blend.from_us + positionUs, playing };
  if (endUs === Infinity) return [ending];
  return [ending, { ...rest, entryId: null, fromUs: endUs, untilUs: Infinity, positionUs: 0, playing: false }];
}
