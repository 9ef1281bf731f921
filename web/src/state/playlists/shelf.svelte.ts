/** All playlists that one has, the one changed last first. */
import type { NewPlaylist, Playlist } from "../../net/playlist_types";
import type { PlaylistsApi } from "../../net/playlists_api";

export type ShelfApi = Pick<PlaylistsApi, "list" | "create" | "remove" | "restore" | "take">;

export class PlaylistShelf {
  state = $state<"idle" | "loading" | "ready" | "failed">("idle");
  failure = $state.raw<unknown>(null);
  #all = $state.raw<readonly Playlist[]>([]);

  constructor(readonly api: ShelfApi) {}

  readonly playlists = $derived(this.#all.toSorted((one, other) => (one.changed_at < other.changed_at ? 1 : -1)));
  readonly editable = $derived(this.playlists.filter((playlist) => playlist.role !== "viewer"));

  async load(): Promise<void> {
    if (this.state !== "ready") this.state = "loading";
    try {
      const found: Playlist[] = [];
      let cursor: string | undefined;
      do {
        const page = await this.api.list(cursor);
        found.push(...page.playlists);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      this.#all = found;
      this.state = "ready";
    } catch (error) {
      if (this.state === "ready") return;
      this.failure = error;
      this.state = "failed";
    }
  }

  async create(list: NewPlaylist): Promise<Playlist> {
    const made = await this.api.create(list);
    this.put(made);
    return made;
  }

  async remove(playlist: Playlist): Promise<void> {
    await this.api.remove(playlist.playlist_id);
    this.#all = this.#all.filter((one) => one.playlist_id !== playlist.playlist_id);
  }

  async restore(playlist: Playlist): Promise<void> {
    this.put(await this.api.restore(playlist.playlist_id));
  }

  put(playlist: Playlist): void {
    this.#all = [playlist, ...this.#all.filter((one) => one.playlist_id !== playlist.playlist_id)];
  }
}
