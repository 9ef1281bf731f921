/**
 * What the library screen shows: a tab, a search, perhaps one artist or album, and the pages of a list that answer to it.
 *
 * Every change of the question aborts the one before: an answer that comes late is never shown. Runs without a DOM.
 */
import type { Api } from "../net/api.ts";
import type { Album, Artist, LibraryTrack } from "../net/api_types.ts";
import { PagedList } from "./library/paged.svelte.ts";
import { Selection } from "./library/selection.svelte.ts";

export type LibraryApi = Pick<Api, "tracks" | "artists" | "albums">;
export type Tab = "tracks" | "artists" | "albums" | "recent" | "mine";
/** One artist or one album, opened from its tab. */
export type Focus = { readonly artist: string } | { readonly album: string; readonly artist: string };

const PAGE = 50;
const DEBOUNCE_MS = 160;

export class Library {
  tab = $state<Tab>("tracks");
  text = $state("");
  focus = $state.raw<Focus | null>(null);
  readonly tracks: PagedList<LibraryTrack>;
  readonly artists: PagedList<Artist>;
  readonly albums: PagedList<Album>;
  readonly selection = new Selection();

  readonly #room: string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `room`: its guests see what that room may use; null outside a room. */
  constructor(
    readonly api: LibraryApi,
    room: string | null = null,
  ) {
    this.#room = room;
    this.tracks = new PagedList(async (cursor, signal) => {
      const page = await api.tracks({ ...this.#trackQuery(), ...at(cursor) }, signal);
      return { items: page.tracks, next: page.next_cursor, total: page.more_than_total ? null : page.total };
    });
    this.artists = new PagedList(async (cursor, signal) => {
      const page = await api.artists({ ...this.#groupQuery(), ...at(cursor) }, signal);
      return { items: page.artists, next: page.next_cursor, total: null };
    });
    this.albums = new PagedList(async (cursor, signal) => {
      const page = await api.albums({ ...this.#groupQuery(), ...at(cursor) }, signal);
      return { items: page.albums, next: page.next_cursor, total: null };
    });
  }

  /** Which of the three lists is on screen. */
  readonly kind = $derived.by((): "tracks" | "artists" | "albums" => {
    if (this.focus !== null) return "tracks";
    return this.tab === "artists" || this.tab === "albums" ? this.tab : "tracks";
  });

  get list(): PagedList<LibraryTrack> | PagedList<Artist> | PagedList<Album> {
    return this[this.kind];
  }

  /** Nothing is asked for but everything there is: an empty answer means an empty library. */
  get unfiltered(): boolean {
    return this.text.trim() === "" && this.focus === null && this.tab !== "mine";
  }

  show(tab: Tab): void {
    if (tab === this.tab && this.focus === null) return;
    this.tab = tab;
    this.focus = null;
    this.#ask();
  }

  open(focus: Focus | null): void {
    this.focus = focus;
    this.text = "";
    this.#ask();
  }

  /** As one types: the question is asked when the keys rest for 160 ms. */
  search(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), DEBOUNCE_MS);
  }

  /** Asks again and keeps what is shown until the answer is there. */
  refresh(): Promise<void> {
    return this.list.load({ keep: true });
  }

  retry(): void {
    void this.list.retry();
  }

  /** An edited track, in its place. */
  put(track: LibraryTrack): void {
    this.tracks.items = this.tracks.items.map((one) => (one.track_id === track.track_id ? track : one));
  }

  drop(trackIds: ReadonlySet<string>): void {
    const left = this.tracks.items.filter((one) => !trackIds.has(one.track_id));
    if (this.tracks.total !== null) this.tracks.total -= this.tracks.items.length - left.length;
    this.tracks.items = left;
    for (const id of trackIds) this.selection.remove(id);
  }

  /** Every track of an album in its order, or of an artist: for adding it whole. */
  async allOf(focus: Focus): Promise<LibraryTrack[]> {
    const found: LibraryTrack[] = [];
    let cursor: string | null = null;
    do {
      const page: { tracks: LibraryTrack[]; next_cursor: string | null } = await this.api.tracks({
        ...focusQuery(focus),
        ...this.#roomQuery(),
        ...at(cursor),
        limit: 200,
      });
      found.push(...page.tracks);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return found;
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const list of [this.tracks, this.artists, this.albums]) list.abort();
  }

  #ask(): void {
    clearTimeout(this.#timer);
    this.selection.clear();
    for (const list of [this.tracks, this.artists, this.albums]) list.abort();
    void this.list.load({ keep: false });
  }

  #trackQuery() {
    const q = this.text.trim();
    const common = { ...this.#roomQuery(), ...(q === "" ? {} : { q }), limit: PAGE };
    if (this.focus !== null) return { ...common, ...focusQuery(this.focus) };
    if (this.tab === "recent") return { ...common, sort: "recent" as const };
    if (this.tab === "mine") return { ...common, sort: "recent" as const, mine: true };
    return { ...common, sort: "title" as const };
  }

  #groupQuery() {
    const q = this.text.trim();
    return { ...this.#roomQuery(), ...(q === "" ? {} : { q }), limit: PAGE };
  }

  #roomQuery() {
    return this.#room === null ? {} : { room: this.#room };
  }
}

function focusQuery(focus: Focus) {
  return { ...focus, sort: "album" as const };
}

function at(cursor: string | null) {
  return cursor === null ? {} : { cursor };
}
