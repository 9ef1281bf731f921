/** Endpoints of keeping order in a room. All throw `ApiError`. */
import type { Api } from "./api";
import type { Knock } from "../core/protocol.gen";

export interface Standing {
  readonly state: "inside" | "open" | "knock" | "refused" | "locked" | "banned" | "removed";
  readonly reason: string;
  /** Who was not let in can knock again after so long, s. */
  readonly again_in_s: number | null;
}

export interface Ban {
  readonly ban_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly reason: string;
  readonly by_id: string;
  readonly by_name: string;
  /** On the room timeline. */
  readonly at_us: number;
}

export type LogAction =
  | "dismiss"
  | "ban"
  | "unban"
  | "mute"
  | "unmute"
  | "admit"
  | "refuse"
  | "role"
  | "hand_over"
  | "lock"
  | "unlock"
  | "knock_on"
  | "knock_off";

export interface LogLine {
  readonly line_id: string;
  readonly at_us: number;
  readonly action: LogAction;
  readonly by_id: string;
  readonly by_name: string;
  readonly about_id: string;
  readonly about_name: string;
  readonly reason: string;
  readonly detail: string;
  readonly undone_by: string | null;
  readonly undoable: boolean;
}

export interface NewBan {
  readonly user_id: string;
  readonly reason: string;
  readonly device: boolean;
  readonly address: boolean;
}

export class ModerationApi {
  readonly #api: Api;
  readonly #root: string;

  constructor(api: Api, code: string) {
    this.#api = api;
    this.#root = `/api/rooms/${encodeURIComponent(code)}`;
  }

  standing = () => this.#ask<Standing>("GET", "/standing");
  dismiss = (user_id: string, reason: string) => this.#ask<unknown>("POST", "/dismissals", { user_id, reason });
  bans = (before: string | null, signal?: AbortSignal) =>
    this.#page<{ bans: readonly Ban[]; before: string | null }>("/bans", before, signal);
  ban = (ban: NewBan) => this.#ask<Ban>("POST", "/bans", ban);
  unban = (banId: string) => this.#ask<unknown>("DELETE", `/bans/${encodeURIComponent(banId)}`);
  /** @param minutes null: until somebody ends it. */
  mute = (userId: string, minutes: number | null, reason: string) =>
    this.#ask<unknown>("PUT", `/mutes/${encodeURIComponent(userId)}`, { minutes, reason });
  unmute = (userId: string) => this.#ask<unknown>("DELETE", `/mutes/${encodeURIComponent(userId)}`);
  knocks = () => this.#ask<{ waiting: readonly Knock[] }>("GET", "/knocks");
  answer = (userId: string, admit: boolean) =>
    this.#ask<unknown>("PUT", `/knocks/${encodeURIComponent(userId)}`, { admit });
  log = (before: string | null, signal?: AbortSignal) =>
    this.#page<{ lines: readonly LogLine[]; before: string | null }>("/moderation", before, signal);
  undo = (lineId: string) => this.#ask<unknown>("POST", `/moderation/${encodeURIComponent(lineId)}/undo`);

  #ask<Answer>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, json?: unknown): Promise<Answer> {
    return this.#api.ask<Answer>(this.#root + path, { method, ...(json !== undefined && { json }) });
  }

  #page<Answer>(path: string, before: string | null, signal?: AbortSignal): Promise<Answer> {
    const query = before === null ? {} : { before };
    return this.#api.ask<Answer>(this.#root + path, { query, ...(signal && { signal }) });
  }
}
