import { ApiError } from "../net/http";
import type { ScrobblingApi, ScrobblingService, ScrobblingState, ServiceName } from "../net/scrobbling_api";

/** What there is to say of a service. `refused` and `away` only while connected. */
export type Standing = "unavailable" | "off" | "on" | "refused" | "away";

export function standingOf(one: ScrobblingService): Standing {
  if (one.known_as === null) return one.available ? "off" : "unavailable";
  if (one.refused) return "refused";
  if (!one.available || one.away) return "away";
  return "on";
}

/** Where what I hear is written down. */
export class Scrobbling {
  state = $state.raw<ScrobblingState | null>(null);
  /** Why nothing is known; null while there is no reason. */
  failure = $state.raw<unknown>(null);
  readonly #api: ScrobblingApi;

  constructor(api: ScrobblingApi) {
    this.#api = api;
  }

  load = async (): Promise<void> => {
    this.failure = null;
    try {
      this.state = await this.#api.state();
    } catch (error) {
      this.failure = error;
    }
  };

  /** By a token of ListenBrainz. Rejects with what is wrong with it. */
  async connect(token: string): Promise<void> {
    this.state = await this.#api.connect(tidied(token));
  }

  async disconnect(service: ServiceName): Promise<void> {
    this.state = await this.#api.disconnect(service);
  }

  /** The way through the page of Last.fm. */
  lastfm(): LastfmDoor {
    return new LastfmDoor(this.#api, (state) => (this.state = state));
  }
}

/** What was copied along with a token. */
function tidied(token: string): string {
  return token.trim().replace(/^Token\s+/i, "");
}

/** Connecting Last.fm: `page` is where its owner allows it, and `finish` asks whether they have. */
export class LastfmDoor {
  page = $state<string | null>(null);
  /** They have been sent to the page. */
  opened = $state(false);
  done = $state(false);
  #ticket = "";
  #asking = false;
  readonly #api: ScrobblingApi;
  readonly #tell: (state: ScrobblingState) => void;

  constructor(api: ScrobblingApi, tell: (state: ScrobblingState) => void) {
    this.#api = api;
    this.#tell = tell;
  }

  async begin(): Promise<void> {
    this.page = null;
    this.opened = false;
    const { ticket, page } = await this.#api.begin();
    this.#ticket = ticket;
    this.page = page;
  }

  /** Rejects while it has not been allowed; what was begun too long ago is begun anew. */
  async finish(): Promise<void> {
    try {
      this.#tell(await this.#api.finish(this.#ticket));
      this.done = true;
    } catch (error) {
      if (error instanceof ApiError && error.code === "bad_ticket") await this.begin();
      throw error;
    }
  }

  /** Somebody comes back to this page, perhaps from there: no reason to complain when it has not been allowed. */
  async comeBack(): Promise<void> {
    if (!this.opened || this.done || this.#asking) return;
    this.#asking = true;
    await this.finish().catch(() => undefined);
    this.#asking = false;
  }
}
