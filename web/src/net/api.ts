/** Typed functions for every endpoint of the HTTP API. All of them throw `ApiError`. */
import type { Grant } from "../core/protocol.gen";
import type * as T from "./api_types";
import { request, type Fetch, type RequestOptions } from "./http";

export { ApiError } from "./http";
export type * from "./api_types";

/** Where the token comes from. `token` null asks without one. */
export interface TokenSource {
  readonly token: string | null;
}

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

  createGuest = (name: string) => this.#ask<T.SessionOut>("/api/guests", { method: "POST", json: { name } });
  me = () => this.#ask<T.User>("/api/me");
  renameMe = (name: string) => this.#ask<T.User>("/api/me", { method: "PATCH", json: { name } });
  claimAdmin = (token: string) => this.#ask<T.User>("/api/admin/claim", { method: "POST", json: { token } });
  instance = () => this.#ask<T.Instance>("/api/instance");
  suggestions = () => this.#ask<T.Suggestions>("/api/suggestions");

  createRoom = (name?: string) => this.#ask<T.CreatedRoom>(ROOMS, { method: "POST", json: name ? { name } : {} });
  rooms = () => this.#list<T.KnownRoom>(ROOMS, "rooms");
  preview = (code: string) => this.#ask<T.RoomPreview>(path(ROOMS, code));
  queue = (code: string, from: { after?: string; before?: string }, limit = 50) =>
    this.#ask<T.QueuePage>(`${path(ROOMS, code)}/queue`, { query: { ...from, limit } });
  members = (code: string, after: string | undefined, limit = 50) =>
    this.#ask<T.MembersPage>(`${path(ROOMS, code)}/members`, { query: { after, limit } });
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

  async #ask<Answer>(url: string, options: RequestOptions = {}): Promise<Answer> {
    return (await request(this.#fetch, this.#session.token, url, options)) as Answer;
  }

  /** A list, given bare or under its name. */
  async #list<Item>(url: string, name: string): Promise<Item[]> {
    const answer = await this.#ask<Item[] | Record<string, Item[]>>(url);
    return Array.isArray(answer) ? answer : (answer[name] ?? []);
  }
}
