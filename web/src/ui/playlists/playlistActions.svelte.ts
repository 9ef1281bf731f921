import { words } from "../../i18n/playlists";
import type { PlaylistEntry } from "../../net/playlist_types";
import { Selection } from "../../state/library/selection.svelte";
import type { OpenPlaylist } from "../../state/playlists/open_playlist.svelte";
import type { Browsing, Where } from "../library/browsing.svelte";
import type { Toasts } from "../parts/toasts.svelte";

/** What people do in a playlist, with what they are told about it: refusals as a toast, removals with an undo. */
export class PlaylistActions {
  readonly selection = new Selection();

  constructor(
    readonly list: OpenPlaylist,
    readonly browsing: Browsing,
    readonly toasts: Toasts,
  ) {}

  /** The selected ones in the order of the list; without what others have removed meanwhile. */
  get selected(): PlaylistEntry[] {
    return this.list.entries.filter((entry) => this.selection.has(entry.entry_id));
  }

  /** Into the room's queue, as far as they are available. */
  play(entries: readonly PlaylistEntry[], where: Where = "last"): void {
    const said = words.playlists;
    const usable = entries.filter((entry) => entry.available);
    const left = entries.length - usable.length;
    if (usable.length === 0) this.toasts.show(said.nothingToPlay);
    else if (left > 0) this.toasts.show(said.leftOut(left));
    void this.browsing.add(usable, where);
  }

  remove(entries: readonly PlaylistEntry[]): void {
    const said = words.playlists;
    const [only] = entries;
    if (only === undefined) return;
    const text = entries.length === 1 ? said.removedOne(only.title) : said.removed(entries.length);
    for (const entry of entries) this.selection.remove(entry.entry_id);
    this.tell(async () => {
      const undoIds = await this.list.remove(entries.map((entry) => entry.entry_id));
      this.toasts.undo(text, () => this.tell(() => this.list.undo(undoIds)));
    });
  }

  shift(entry: PlaylistEntry, by: -1 | 1): void {
    this.tell(() => this.list.shift(entry.entry_id, by));
  }

  move(entries: readonly PlaylistEntry[], after: string | null): void {
    this.tell(() =>
      this.list.move(
        entries.map((entry) => entry.entry_id),
        after,
      ),
    );
  }

  tell(act: () => Promise<unknown>): void {
    void act().catch((error: unknown) => this.toasts.problem(error));
  }
}
