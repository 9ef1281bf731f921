/** Typed functions for every endpoint of the HTTP API. All of them throw `ApiError`. */
import type { Grant } from "../core/protocol.gen";
import type * as T from "./api_types";
import { ApiError, request, withPatience, type Fetch, type RequestOptions } from "./http";

export { ApiError } from "./http";
export type * from "./api_types";

/** Where the token comes from. `token` null asks without one. */
export interface TokenSource {
  readonly token: string | null;
  /** A token that is good, asked for first where need be. */
  fresh?(): Promise<string | null>;
  /** The token after `used`, which was refused; null when there is none. */
  renew?(used: string): Promise<string | null>;
  /** The server says that whoever asked may not do what this page believes they may. */
  doubt?(): void;
}

/** Rights that were taken away while a page was open; `banned` may be about an account that is signed in to, too. */
const LOST_RIGHTS: ReadonlySet<string> = new Set(["admin_needed", "account_needed", "banned"]);

/**
 * The answer holds the next cookie, and the one it was asked for with is worth nothing 30 s after its use: given up, it would sign this
 * browser out. Kept waiting, it still comes when the network is back within that time.
 */
const REFRESH_PATIENCE_MS = 150_000;

/** Beside the cookie: no other site's page can send it. */
const FROM_PAGE = { "X-Sonix": "1" };

const ROOMS = "/api/rooms";
const TRACKS = "/api/tracks";
const UPLOADS = "/api/uploads";
const path = (...parts: string[]): string =>
  parts.map((part, i) => (i === 0 ? part : encodeURIComponent(part))).join("/");

export class Api {
  readonly #session: TokenSource;
  readonly #fetch: Fetch;

  constructor(session: TokenSource, fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
    this.#session = session;
    this.#fetch = fetch;
  }

  /** `adminToken`, of the first-run link, opens the door where guests are not let in. */
  createGuest = (name: string, adminToken?: string) =>
    this.#openly<T.SessionOut>("/api/guests", { method: "POST", json: { name, admin_token: adminToken } });
  refreshSession = () =>
    this.#openly<T.SessionOut>("/api/sessions/refresh", {
      method: "POST",
      headers: FROM_PAGE,
      patienceMs: REFRESH_PATIENCE_MS,
    });
  exchange = (token: string) =>
    this.#openly<T.SessionOut>("/api/sessions/exchange", { method: "POST", headers: FROM_PAGE, json: { token } });
  /** For the address of this Sonix's secure page, where this browser is not signed in. */
  carry = (signal: AbortSignal) =>
    this.#ask<T.Carry>("/api/sessions/carry", { method: "POST", headers: FROM_PAGE, signal });
  /** Not `confirmed`, it is refused with the question to ask first: `unconfirmed`, or `somebody_else` where that signs somebody out. */
  carried = (code: string, confirmed: boolean) =>
    this.#openly<T.SessionOut>("/api/sessions/carried", {
      method: "POST",
      headers: FROM_PAGE,
      json: { code, confirmed },
    });
  signOut = () => this.#ask<unknown>("/api/sessions/current", { method: "DELETE", headers: FROM_PAGE });
  me = () => this.#ask<T.User>("/api/me");
  renameMe = (name: string) => this.#ask<T.User>("/api/me", { method: "PATCH", json: { name } });
  claimAdmin = (token: string) => this.#ask<T.User>("/api/admin/claim", { method: "POST", json: { token } });
  instance = () => this.#openly<T.Instance>("/api/instance");
  suggestions = () => this.#openly<T.Suggestions>("/api/suggestions");

  createRoom = (name?: string) => this.#ask<T.CreatedRoom>(ROOMS, { method: "POST", json: name ? { name } : {} });
  rooms = () => this.#list<T.KnownRoom>(ROOMS, "rooms");
  /** Says whether I am a member, where it is known who I am. */
  preview = (code: string) => this.askAlong<T.RoomPreview>(path(ROOMS, code));
  queue = (code: string, from: { after?: string; before?: string }, limit = 50) =>
    this.#ask<T.QueuePage>(`${path(ROOMS, code)}/queue`, { query: { ...from, limit } });
  members = (code: string, after: string | undefined, limit = 50) =>
    this.#ask<T.MembersPage>(`${path(ROOMS, code)}/members`, { query: { after, limit } });
  /** Whose music this evening's was. */
  airtime = (code: string) => this.#ask<T.AirtimeAnswer>(`${path(ROOMS, code)}/airtime`);
  history = (code: string, before?: string, limit = 50) =>
    this.#ask<T.HistoryPage>(`${path(ROOMS, code)}/history`, { query: { before, limit } });
  /** At most 20 renditions at a time. */
  grants = async (code: string, renditionIds: readonly string[]): Promise<Grant[]> => {
    const query = { renditions: renditionIds.join(",") };
    return (await this.#ask<T.GrantsAnswer>(`${path(ROOMS, code)}/grants`, { query })).grants;
  };

  tracks = (query: T.TrackQuery = {}, signal?: AbortSignal) =>
    this.#ask<T.TracksPage>(TRACKS, { query: { ...query }, ...(signal && { signal }) });
  artists = (query: T.GroupQuery = {}, signal?: AbortSignal) =>
    this.#ask<T.ArtistsPage>("/api/artists", { query: { ...query }, ...(signal && { signal }) });
  albums = (query: T.GroupQuery = {}, signal?: AbortSignal) =>
    this.#ask<T.AlbumsPage>("/api/albums", { query: { ...query }, ...(signal && { signal }) });
  changeTrack = (id: string, changes: T.TrackChanges) =>
    this.#ask<T.LibraryTrack>(path(TRACKS, id), { method: "PATCH", json: changes });
  setCover = (id: string, image: Blob) =>
    this.#ask<T.LibraryTrack>(`${path(TRACKS, id)}/cover`, {
      method: "PUT",
      body: image,
      headers: { "Content-Type": image.type || "application/octet-stream" },
    });
  trackUsage = (id: string) => this.#ask<T.TrackUsage>(`${path(TRACKS, id)}/usage`);
  deleteTrack = async (id: string): Promise<void> => {
    await this.#ask<unknown>(path(TRACKS, id), { method: "DELETE" });
  };

  startUpload = (upload: T.NewUpload) =>
    this.#ask<{ upload_id: string; offset: number }>(UPLOADS, { method: "POST", json: upload });
  /** Appends `bytes` at `offset`; the answer says how much the server has now. For progress in bytes use XMLHttpRequest. */
  sendUpload = (id: string, offset: number, bytes: Blob, signal?: AbortSignal) =>
    this.#ask<{ offset: number }>(path(UPLOADS, id), {
      method: "PUT",
      body: bytes,
      headers: { "Upload-Offset": String(offset), "Content-Type": "application/octet-stream" },
      ...(signal && { signal }),
    });
  upload = (id: string) => this.#ask<T.UploadState>(path(UPLOADS, id));
  uploads = () => this.#list<T.UploadState>(UPLOADS, "uploads");
  retryUpload = async (id: string): Promise<void> => {
    await this.#ask<unknown>(`${path(UPLOADS, id)}/retry`, { method: "POST" });
  };
  cancelUpload = async (id: string): Promise<void> => {
    await this.#ask<unknown>(path(UPLOADS, id), { method: "DELETE" });
  };

  /** For the endpoints that only a few screens use: `people_api.ts`, `admin_api.ts`. */
  ask = <Answer>(url: string, options: RequestOptions = {}): Promise<Answer> => this.#ask<Answer>(url, options);

  /** The same for what nobody needs to be signed in for: a refusal is about what was sent, and no token is renewed for it. */
  askOpenly = <Answer>(url: string, options: RequestOptions = {}): Promise<Answer> =>
    this.#openly<Answer>(url, options);

  /**
   * For signing in: as `askOpenly`, but it shows who is here already, since a guest brings along what is theirs. Who cannot
   * be found out just now stays behind.
   */
  askAlong = async <Answer>(url: string, options: RequestOptions = {}): Promise<Answer> => {
    const session = this.#session;
    const token = (await session.fresh?.().catch(() => null)) ?? null;
    try {
      return (await request(this.#fetch, token, url, options)) as Answer;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "unauthenticated" || token === null) throw error;
      const next = (await session.renew?.(token).catch(() => null)) ?? null;
      return (await request(this.#fetch, next, url, options)) as Answer;
    }
  };

  /** Without waiting for a token: for what anybody may ask. */
  async #openly<Answer>(url: string, options: RequestOptions = {}): Promise<Answer> {
    return (await request(this.#fetch, null, url, options)) as Answer;
  }

  /** With a good token; one that the server refuses all the same is renewed, once. */
  async #ask<Answer>(url: string, options: RequestOptions = {}): Promise<Answer> {
    const session = this.#session;
    const token = session.fresh === undefined ? session.token : await withPatience(session.fresh());
    try {
      return (await request(this.#fetch, token, url, options)) as Answer;
    } catch (error) {
      if (error instanceof ApiError && LOST_RIGHTS.has(error.code)) session.doubt?.();
      const refused = error instanceof ApiError && error.status === 401 && token !== null;
      const next = refused ? ((await session.renew?.(token)) ?? null) : null;
      if (next === null) throw error;
      return (await request(this.#fetch, next, url, options)) as Answer;
    }
  }

  /** A list, given bare or under its name. */
  async #list<Item>(url: string, name: string): Promise<Item[]> {
    const answer = await this.#ask<Item[] | Record<string, Item[]>>(url);
    return Array.isArray(answer) ? answer : (answer[name] ?? []);
  }
}
