/**
 * One playlist on screen: what is in it, live, with edits that show at once and stand again on whatever others have done
 * meanwhile. Commands go one after the other, each until it has an answer. Runs without a DOM.
 */
import { newId } from "../../core/ids";
import { ApiError } from "../../net/http";
import type { Playlist, PlaylistChanges, PlaylistCommand, PlaylistEntry } from "../../net/playlist_types";
import type { PlaylistsApi } from "../../net/playlists_api";
import { duplicates, merged, replay, type PendingEdit } from "./replay";

export type OpenApi = Pick<PlaylistsApi, "get" | "entries" | "changes" | "command">;
type AddedTrack = Pick<
  PlaylistEntry,
  "track_id" | "title" | "artist" | "album" | "duration_us" | "cover_id" | "accent"
>;

const WAIT_S = 20;
/** The most that one command carries. */
const AT_ONCE = 400;
const PAUSES_MS = [500, 1_000, 2_000, 5_000, 10_000];

export class OpenPlaylist {
  state = $state<"loading" | "ready" | "failed" | "gone">("loading");
  /** Why `state` is "failed". */
  failure = $state.raw<unknown>(null);
  /** A change is on its way and has no answer, since the network has none. */
  stuck = $state(false);
  #playlist = $state.raw<Playlist | null>(null);
  #base = $state.raw<readonly PlaylistEntry[]>([]);
  #edits = $state.raw<readonly PendingEdit[]>([]);
  readonly #answers = new Map<string, { resolve: () => void; reject: (error: unknown) => void }>();
  #revision = 0;
  #sending = false;
  #closed = new AbortController();
  #listening: AbortController | null = null;

  constructor(
    readonly api: OpenApi,
    readonly id: string,
    readonly me: () => { readonly user_id: string; readonly name: string } | null,
    readonly pause: (ms: number, signal: AbortSignal) => Promise<void> = untilOver,
  ) {}

  readonly entries = $derived(replay(this.#base, this.#edits));
  readonly duplicates = $derived(duplicates(this.entries));
  readonly playlist = $derived.by((): Playlist | null => {
    const named = this.#edits.findLast((edit) => edit.body.type === "rename")?.body;
    if (this.#playlist === null || named?.type !== "rename") return this.#playlist;
    return { ...this.#playlist, name: named.name };
  });
  readonly durationUs = $derived(this.entries.reduce((sum, entry) => sum + entry.duration_us, 0));
  readonly canEdit = $derived(this.#playlist !== null && this.#playlist.role !== "viewer");

  /** Loads all of it. */
  async load(): Promise<void> {
    if (this.state !== "ready") this.state = "loading";
    try {
      await this.#fetch();
      this.state = "ready";
    } catch (error) {
      this.#failed(error);
    }
  }

  async #fetch(): Promise<void> {
    const asOf = this.#revision;
    const playlist = await this.api.get(this.id);
    const first = await this.api.entries(this.id);
    let found = first.entries;
    for (let cursor = first.next_cursor; cursor !== null;) {
      const page = await this.api.entries(this.id, cursor);
      found = [...found, ...page.entries];
      cursor = page.next_cursor;
    }
    if (this.#revision !== asOf && first.revision < this.#revision) return; // newer news came meanwhile
    this.#base = merged([], found, []);
    this.#playlist = playlist;
    this.#revision = first.revision;
  }

  /** Hears of every change until `deafen` or `close`. */
  async listen(): Promise<void> {
    if (this.#listening || this.#closed.signal.aborted) return;
    const listening = (this.#listening = new AbortController());
    const over = (): boolean => listening.signal.aborted || this.state !== "ready";
    for (let failures = 0; !over();) {
      try {
        await this.#take(await this.api.changes(this.id, this.#revision, WAIT_S, listening.signal));
        failures = 0;
      } catch (error) {
        if (over()) return;
        if (!isTemporary(error)) this.#failed(error);
        await this.pause(PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)] ?? 0, listening.signal);
      }
    }
    if (this.#listening === listening) this.#listening = null;
  }

  /** A page that nobody looks at need not hear. */
  deafen(): void {
    this.#listening?.abort();
    this.#listening = null;
  }

  /** It is not shown any more; what was asked for goes on to be sent. */
  close(): void {
    this.deafen();
    this.#closed.abort();
  }

  async add(tracks: readonly AddedTrack[], after: string | null = "end"): Promise<void> {
    const me = this.me();
    let behind = after;
    const all: Promise<string>[] = [];
    for (const some of parts(tracks)) {
      const shown = some.map((track) => ({
        ...track,
        entry_id: newId(),
        order_key: "",
        available: true,
        added_by: me?.user_id ?? "",
        added_by_name: me?.name ?? "",
        added_at: "",
      }));
      const added = shown.map(({ entry_id, track_id }) => ({ entry_id, track_id }));
      all.push(this.#edit({ type: "add", tracks: added, after: behind }, shown));
      behind = behind === "end" ? "end" : (shown.at(-1)?.entry_id ?? behind);
    }
    await Promise.all(all);
  }

  /** Resolves with what `undo` takes. */
  remove(entryIds: readonly string[]): Promise<string[]> {
    return Promise.all(parts(entryIds).map((some) => this.#edit({ type: "remove", entry_ids: some })));
  }

  async undo(undoIds: readonly string[]): Promise<void> {
    await Promise.all(undoIds.map((undo_id) => this.#edit({ type: "undo", undo_id })));
  }

  async move(entryIds: readonly string[], after: string | null): Promise<void> {
    let behind = after;
    const all: Promise<string>[] = [];
    for (const some of parts(entryIds)) {
      all.push(this.#edit({ type: "move", entry_ids: some, after: behind }));
      behind = some.at(-1) ?? behind;
    }
    await Promise.all(all);
  }

  /** One place up (-1) or down (1). */
  async shift(entryId: string, by: -1 | 1): Promise<void> {
    const at = this.entries.findIndex((entry) => entry.entry_id === entryId);
    const to = at + by;
    if (at < 0 || to < 0 || to >= this.entries.length) return;
    await this.move([entryId], this.entries[by === 1 ? to : to - 1]?.entry_id ?? null);
  }

  async rename(name: string): Promise<void> {
    await this.#edit({ type: "rename", name });
  }

  /** What an answer to something else than a command says of the list. */
  put(playlist: Playlist): void {
    if (playlist.revision >= (this.#playlist?.revision ?? 0)) this.#playlist = playlist;
  }

  #edit(body: PlaylistCommand, shown: readonly PlaylistEntry[] = []): Promise<string> {
    const cmdId = newId();
    this.#edits = [...this.#edits, { cmdId, body, shown }];
    const answered = new Promise<string>((resolve, reject) => {
      this.#answers.set(cmdId, { resolve: () => resolve(cmdId), reject });
    });
    void this.#send();
    return answered;
  }

  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    let failures = 0;
    for (let edit = this.#edits[0]; edit !== undefined; edit = this.#edits[0]) {
      try {
        const changes = await this.api.command(this.id, edit.cmdId, this.#revision, edit.body);
        await this.#take(changes, edit.cmdId);
        failures = 0;
        this.#answers.get(edit.cmdId)?.resolve();
      } catch (error) {
        if (isTemporary(error)) {
          this.stuck = failures > 1;
          await this.pause(PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)] ?? 0, this.#closed.signal);
          continue;
        }
        this.#forget(edit.cmdId);
        this.#answers.get(edit.cmdId)?.reject(error);
      }
      this.stuck = false;
      this.#answers.delete(edit.cmdId);
    }
    this.#sending = false;
  }

  /** News, and with it the end of what was pending: in one step, so that nothing flickers. Throws when it has to load and can't. */
  async #take(changes: PlaylistChanges, cmdId?: string): Promise<void> {
    if (changes.reload && !this.#closed.signal.aborted) {
      await this.#fetch();
    } else if (!changes.reload && changes.revision > this.#revision) {
      this.#base = merged(this.#base, changes.entries, changes.removed);
      this.#revision = changes.revision;
    }
    this.put(changes.playlist);
    if (cmdId !== undefined) this.#forget(cmdId);
  }

  #forget(cmdId: string): void {
    this.#edits = this.#edits.filter((edit) => edit.cmdId !== cmdId);
  }

  #failed(error: unknown): void {
    const gone = error instanceof ApiError && error.status === 404;
    if (this.state === "ready" && !gone) return;
    this.failure = error;
    this.state = gone ? "gone" : "failed";
  }
}

const isTemporary = (error: unknown): boolean => error instanceof ApiError && (error.retryable || error.status === 0);

function parts<Item>(items: readonly Item[]): Item[][] {
  const all: Item[][] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) all.push(items.slice(at, at + AT_ONCE));
  return all;
}

function untilOver(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
