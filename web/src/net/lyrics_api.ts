/** Lyrics of a track. All throw `ApiError`. */
import type { Api } from "./api";

export interface LyricLine {
  /** From where in the music on it is sung. */
  at_us: number;
  /** Empty where nothing is sung; what is sung at once stands on rows of its own. */
  text: string;
}

export interface Lyrics {
  track_id: string;
  kind: "synced" | "plain" | "none";
  source: "embedded" | "file" | "person" | null;
  /** What one edits: LRC when it is synced. */
  text: string;
  lines: LyricLine[];
  can_edit: boolean;
}

export class LyricsApi {
  readonly #api: Pick<Api, "ask">;

  constructor(api: Pick<Api, "ask">) {
    this.#api = api;
  }

  read = (trackId: string) => this.#api.ask<Lyrics>(at(trackId));
  write = (trackId: string, text: Blob) =>
    this.#api.ask<Lyrics>(at(trackId), { method: "PUT", body: text, headers: { "Content-Type": "text/plain" } });
  remove = async (trackId: string): Promise<void> => {
    await this.#api.ask<unknown>(at(trackId), { method: "DELETE" });
  };
}

const at = (trackId: string): string => `/api/tracks/${encodeURIComponent(trackId)}/lyrics`;
