import { lineAt } from "../core/lyric_line";
import type { Lyrics, LyricsApi } from "../net/lyrics_api";

/** Tracks whose words are kept: the one that plays, and a few around it. */
const MOST_KEPT = 8;

const NOTHING: Omit<Lyrics, "track_id"> = { kind: "none", source: null, text: "", lines: [], can_edit: false };

/** The words of the track that is shown, and which line is sung. They are fetched only when somebody wants to read them. */
export class LyricsOnShow {
  sheet = $state.raw<Lyrics | null>(null);
  /** Why there is none. */
  failed = $state.raw<unknown>(null);
  /** The line that is sung; -1: none yet. */
  at = $state(-1);
  #trackId: string | null = null;
  #positionUs = 0;
  readonly #api: Pick<LyricsApi, "read" | "write" | "remove">;
  readonly #kept = new Map<string, Lyrics>();

  constructor(api: Pick<LyricsApi, "read" | "write" | "remove">) {
    this.#api = api;
  }

  get loading(): boolean {
    return this.sheet === null && this.failed === null && this.#trackId !== null;
  }

  /** Fetches the words of this track unless they are here. */
  async show(trackId: string | null): Promise<void> {
    if (trackId === this.#trackId && this.failed === null) return;
    this.#trackId = trackId;
    this.failed = null;
    this.#set(trackId === null ? null : (this.#kept.get(trackId) ?? null));
    if (trackId !== null && this.sheet === null) await this.#fetch(trackId);
  }

  /** Somebody may have changed them: asks again, with what is known in sight. */
  async refresh(): Promise<void> {
    if (this.#trackId !== null) await this.#fetch(this.#trackId);
  }

  /** Where the music is that this device plays. */
  follow(positionUs: number): void {
    this.#positionUs = positionUs;
    if (this.sheet?.kind !== "synced") return;
    const at = lineAt(this.sheet.lines, positionUs);
    if (at !== this.at) this.at = at;
  }

  /** Throws `ApiError`. */
  async write(trackId: string, text: Blob): Promise<Lyrics> {
    const sheet = await this.#api.write(trackId, text);
    this.#keep(sheet);
    return sheet;
  }

  /** Throws `ApiError`. */
  async remove(trackId: string): Promise<void> {
    await this.#api.remove(trackId);
    this.#keep({ ...NOTHING, track_id: trackId, can_edit: true });
  }

  async #fetch(trackId: string): Promise<void> {
    try {
      this.#keep(await this.#api.read(trackId));
      if (this.#trackId === trackId) this.failed = null;
    } catch (error) {
      if (this.#trackId === trackId && this.sheet === null) this.failed = error;
    }
  }

  #keep(sheet: Lyrics): void {
    this.#kept.delete(sheet.track_id);
    this.#kept.set(sheet.track_id, sheet);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MOST_KEPT && oldest.done !== true) this.#kept.delete(oldest.value);
    if (this.#trackId === sheet.track_id) this.#set(sheet);
  }

  #set(sheet: Lyrics | null): void {
    this.sheet = sheet;
    this.at = -1;
    this.follow(this.#positionUs);
  }
}
