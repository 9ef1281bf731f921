/** Endpoints of what rooms tell of themselves. All throw `ApiError`. */
import type { Api } from "./api";
import type * as L from "./listings_types";

export type * from "./listings_types";

export class ListingsApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  details = (code: string) => this.#api.ask<L.RoomDetails>(`${at(code)}/details`);
  change = (code: string, changes: L.DetailChanges) =>
    this.#api.ask<L.RoomDetails>(`${at(code)}/details`, { method: "PATCH", json: changes });
  schedule = (code: string, startsAt: string, zone: string) =>
    this.#api.ask<L.RoomDetails>(`${at(code)}/schedule`, { method: "PUT", json: { starts_at: startsAt, zone } });
  unschedule = (code: string) => this.#api.ask<L.RoomDetails>(`${at(code)}/schedule`, { method: "DELETE" });
  openNow = (code: string) => this.#api.ask<L.RoomDetails>(`${at(code)}/open`, { method: "POST" });
  deletion = (code: string) => this.#api.ask<L.Deletion>(`${at(code)}/deletion`);
  delete = (code: string) => this.#api.ask<unknown>(at(code), { method: "DELETE" });
  /** The room of a link name. */
  named = (name: string) => this.#api.askOpenly<{ code: string }>(`/api/room-names/${encodeURIComponent(name)}`);
  directory = (query: { q?: string; tag?: string; after?: string }, signal?: AbortSignal) =>
    this.#api.askOpenly<L.DirectoryPage>("/api/directory", { query, ...(signal && { signal }) });
}

function at(code: string): string {
  return `/api/rooms/${encodeURIComponent(code)}`;
}
