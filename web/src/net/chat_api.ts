/** Pages of a room's chat. All of them throw `ApiError`. */
import type { Said } from "../core/protocol.gen";
import type { Api } from "./api";

export interface ChatPage {
  readonly said: readonly Said[];
  readonly more: boolean;
  readonly seq: number;
}

export interface HeatLine {
  readonly track_id: string;
  readonly bins: readonly number[];
}

export class ChatApi {
  readonly #api: Pick<Api, "ask">;

  constructor(api: Pick<Api, "ask">) {
    this.#api = api;
  }

  /** Messages before number `before`, oldest first. */
  before = (code: string, before: number, limit = 100): Promise<ChatPage> =>
    this.#api.ask<ChatPage>(`/api/rooms/${encodeURIComponent(code)}/chat`, { query: { before, limit } });
  /** What is new or changed since change number `after`, in the order of the changes. */
  after = (code: string, after: number, limit = 200): Promise<ChatPage> =>
    this.#api.ask<ChatPage>(`/api/rooms/${encodeURIComponent(code)}/chat`, { query: { after, limit } });
  heat = (code: string, track: string, duration_us: number): Promise<HeatLine> =>
    this.#api.ask<HeatLine>(`/api/rooms/${encodeURIComponent(code)}/heat`, { query: { track, duration_us } });
}
