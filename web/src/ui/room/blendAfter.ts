import type { RoomState } from "../../state/room.svelte";

/** How far is looked ahead: a track longer than that shows its blend once that is near. */
const AHEAD_US = 600_000_000;

/** How long before the end of what sounds now the next track begins under it, µs; 0: not at all, or that is far off. */
export function blendAfter(room: RoomState): number {
  // What the plan follows from, besides the time.
  if (room.rev === 0 || room.audible === null) return 0;
  const [here, ...ahead] = room.plan(room.nowUs(), AHEAD_US);
  // A pause, a start or a seek that is about to be heard is still about the same track.
  const then = ahead.find((segment) => segment.entryId !== here?.entryId);
  return then?.blend && then.blend.entry_id === here?.entryId ? then.blend.overlap_us : 0;
}
