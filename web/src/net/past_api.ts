/** Endpoints of a room's past. All throw `ApiError`. */
import type { Api } from "./api";

/** One span of listening; `from_us` and `to_us` ask for what was played in it. */
export interface Evening {
  from_us: number;
  to_us: number;
  starts_at: string;
  ends_at: string;
  tracks: number;
  people: number;
}

export interface EveningsPage {
  evenings: Evening[];
  next: number | null;
}

export interface TopTrack {
  track_id: string;
  title: string;
  artist: string;
  cover_id: string | null;
  plays: number;
  airtime_s: number;
}

/** Without a name: they have left this Sonix. */
export interface TopPerson {
  member_id: string;
  name: string;
  tracks: number;
  airtime_s: number;
  present_s: number;
}

export interface Top {
  plays: number;
  airtime_s: number;
  people_there: number;
  tracks: TopTrack[];
  people: TopPerson[];
}

export class PastApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  evenings = (code: string, before?: string) =>
    this.#api.askAlong<EveningsPage>(`${at(code)}/evenings`, { query: { before } });
  top = (code: string, of: Evening | null) =>
    this.#api.askAlong<Top>(`${at(code)}/top`, { query: { from_us: of?.from_us, to_us: of?.to_us } });
}

function at(code: string): string {
  return `/api/rooms/${encodeURIComponent(code)}`;
}
