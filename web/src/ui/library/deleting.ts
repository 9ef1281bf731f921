import { words } from "../../i18n/library";
import type { LibraryTrack, TrackUsage } from "../../net/api_types.ts";
import { listText } from "../../i18n/formats";

/** What deleting does to queues, in a sentence. Rooms keep a copy of what they need, so nothing stops. */
export function usageWords(usages: readonly TrackUsage[], tracks: number): string {
  const rooms = new Map(usages.flatMap((usage) => usage.rooms).map((room) => [room.code, room.name]));
  const entries = usages.reduce((sum, usage) => sum + usage.entries, 0);
  if (entries === 0) return words.library.inNoQueue(tracks);
  const hidden = usages.reduce((sum, usage) => sum + (usage.other_rooms ?? 0), 0);
  const names = [...rooms.values(), ...Array.from({ length: hidden }, () => words.library.anotherRoom)];
  if (names.length === 0) return words.library.inQueue(tracks, entries);
  return words.library.inQueuesOf(tracks, names.length, listed(names), entries);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  return listText(more > 0 ? [...shown, words.library.moreRooms(more)] : shown);
}

/** Deletes one after the other; goes on after a failure, so that one locked track does not keep the rest. */
export async function deleteAll(
  tracks: readonly LibraryTrack[],
  remove: (trackId: string) => Promise<void>,
): Promise<{ gone: ReadonlySet<string>; problem: unknown }> {
  const gone = new Set<string>();
  let problem: unknown = null;
  for (const { track_id } of tracks) {
    try {
      await remove(track_id);
      gone.add(track_id);
    } catch (error) {
      problem = error;
    }
  }
  return { gone, problem };
}
