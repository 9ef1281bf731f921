import { SvelteMap } from "svelte/reactivity";
import type { LibraryTrack } from "../../net/api_types.ts";

/** What adding needs of a room; `RoomState` fits it. */
export interface AddRoom {
  enqueue(trackIds: readonly string[], where?: "last" | "next"): Promise<unknown>;
}

export type AddState = "adding" | "added";

/** The most a single command carries. */
const AT_ONCE = 500;
const SHOWN_MS = 2_500;

/** Puts tracks into a room's queue and says at once that it did; a refusal takes that back and is thrown. */
export class Adding {
  readonly #states = new SvelteMap<string, AddState>();

  of(trackId: string): AddState | null {
    return this.#states.get(trackId) ?? null;
  }

  async add(room: AddRoom, tracks: readonly Pick<LibraryTrack, "track_id">[], where: "last" | "next"): Promise<void> {
    const ids = tracks.map((track) => track.track_id);
    for (const id of ids) this.#states.set(id, "added");
    try {
      for (const some of parts(ids, where)) await room.enqueue(some, where);
    } catch (error) {
      for (const id of ids) this.#states.delete(id);
      throw error;
    }
    setTimeout(() => {
      for (const id of ids) this.#states.delete(id);
    }, SHOWN_MS);
  }
}

/** The last part goes first when each goes right after the current track: the order stays as it was chosen. */
function parts(ids: readonly string[], where: "last" | "next"): string[][] {
  const all: string[][] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) all.push(ids.slice(at, at + AT_ONCE));
  return where === "next" ? all.reverse() : all;
}
