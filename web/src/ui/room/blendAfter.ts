import type { RoomState } from "../../state/room.svelte";

/** How far is looked ahead: a track longer than that shows its blend once that is near. */
const AHEAD_US = 600_000_000;

/** How long before the end of what sounds now the next track begins under it, µs; 0: not at all, or that is far off. */
export function blendAfter(room: RoomState): number {
  // What the plan follows from, besides the time.
  if (room.rev === 0 || room.audible === null) return 0;
  const [here, then] = room.plan(room.nowUs(), AHEAD_US);
  const blend = here !== undefined && then !== undefined ? then.blend : null;
  return blend && blend.entry_id === here?.entryId ? blend.overlap_us : 0;
}
