/** Endpoints of scrobbling. All throw `ApiError`. */
import type { Api } from "./api";

export type ServiceName = "listenbrainz" | "lastfm";

export interface ScrobblingService {
  service: ServiceName;
  /** The host has set it up. */
  available: boolean;
  /** My name there; null when not connected. */
  known_as: string | null;
  /** It does not know my token any more. */
  refused: boolean;
  /** It could not be used when it was last asked. */
  away: boolean;
  /** Plays that are not written down there yet. */
  waiting: number;
}

export interface ScrobblingState {
  services: ScrobblingService[];
  /** Where I find my token of ListenBrainz; null where it is another server. */
  token_page: string | null;
}

export interface LastfmBegun {
  ticket: string;
  page: string;
}

const ROOT = "/api/scrobbling";

export class ScrobblingApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  state = () => this.#api.ask<ScrobblingState>(ROOT);
  connect = (token: string) =>
    this.#api.ask<ScrobblingState>(`${ROOT}/listenbrainz`, { method: "PUT", json: { token } });
  begin = () => this.#api.ask<LastfmBegun>(`${ROOT}/lastfm/start`, { method: "POST" });
  finish = (ticket: string) =>
    this.#api.ask<ScrobblingState>(`${ROOT}/lastfm/finish`, { method: "POST", json: { ticket } });
  disconnect = (service: ServiceName) => this.#api.ask<ScrobblingState>(`${ROOT}/${service}`, { method: "DELETE" });
}
