import { createContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import { words } from "../../i18n/library";
import type { LibraryTrack } from "../../net/api_types.ts";
import type { Focus, Library } from "../../state/library.svelte.ts";
import type { RoomState } from "../../state/room.svelte";
import type { Toasts } from "../parts/toasts.svelte";
import { Adding } from "./adding.svelte.ts";

export type Where = "last" | "next";

interface Wish {
  readonly tracks: readonly Pick<LibraryTrack, "track_id">[];
  readonly where: Where;
}

/** One library on screen: what it shows, which room it adds to, and which dialog is open over it. */
export class Browsing {
  readonly adding = new Adding();
  /** Tracks that wait for a room to be chosen. */
  wish = $state.raw<Wish | null>(null);
  editing = $state.raw<LibraryTrack | null>(null);
  /** Whose lyrics are edited. */
  singing = $state.raw<LibraryTrack | null>(null);
  deleting = $state.raw<readonly LibraryTrack[]>([]);

  constructor(
    readonly library: Library,
    readonly room: () => RoomState | null,
    readonly toasts: Toasts,
  ) {}

  /** What stands in the queue already, the current track included. */
  readonly inQueue = $derived.by((): ReadonlySet<string> => {
    const room = this.room();
    if (!room) return new SvelteSet();
    const entries = room.current ? [room.current, ...room.upcoming] : room.upcoming;
    return new SvelteSet(entries.map((entry) => entry.track.track_id));
  });

  get canAdd(): boolean {
    return this.room()?.canAdd ?? true;
  }

  async add(tracks: readonly Pick<LibraryTrack, "track_id">[], where: Where = "last"): Promise<void> {
    if (tracks.length === 0) return;
    const room = this.room();
    if (!room) {
      this.wish = { tracks, where };
      return;
    }
    await this.addTo(room, { tracks, where });
  }

  async addTo(room: RoomState, wish: Wish): Promise<void> {
    try {
      await this.adding.add(room, wish.tracks, wish.where);
      if (wish.tracks.length > 1) this.toasts.show(words.library.addedMany(wish.tracks.length));
      else if (wish.where === "next") this.toasts.show(words.library.playsNext);
    } catch (error) {
      this.toasts.problem(error);
    }
  }

  async addAllOf(focus: Focus, where: Where = "last"): Promise<void> {
    try {
      await this.add(await this.library.allOf(focus), where);
    } catch (error) {
      this.toasts.problem(error);
    }
  }

  /** The selected tracks in the order of the list. */
  get selected(): LibraryTrack[] {
    const { selection, tracks } = this.library;
    return tracks.items.filter((track) => selection.has(track.track_id));
  }
}

export const [useBrowsing, provideBrowsing] = createContext<Browsing>();
