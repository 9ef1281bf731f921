import type { LibraryTrack, TrackUsage } from "../../net/api_types.ts";
import { counted } from "../parts/words.ts";

/** What deleting does to queues, in a sentence. Rooms keep a copy of what they need, so nothing stops. */
export function usageWords(usages: readonly TrackUsage[], tracks: number): string {
  const rooms = new Map(usages.flatMap((usage) => usage.rooms).map((room) => [room.code, room.name]));
  const entries = usages.reduce((sum, usage) => sum + usage.entries, 0);
  const it = tracks === 1 ? "It" : "They";
  if (entries === 0) return `${it} ${tracks === 1 ? "stands" : "stand"} in no queue.`;
  const hidden = usages.reduce((sum, usage) => sum + (usage.other_rooms ?? 0), 0);
  const names = [...rooms.values(), ...Array.from({ length: hidden }, () => "another room")];
  const where = names.length === 0 ? "" : ` of ${listed(names)}`;
  const queue = names.length > 1 ? "queues" : "queue";
  return `${it} ${tracks === 1 ? "stands" : "stand"} in the ${queue}${where} (${entries === 1 ? "1 entry" : `${entries} entries`}) and can still be played there.`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${counted(more, "more room")}`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
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
