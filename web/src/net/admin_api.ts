/** Endpoints for administrators. All throw `ApiError`; anybody else gets `admin_needed`. */
import type * as A from "./admin_types";
import type { Api } from "./api";
import type { Query } from "./http";

export type * from "./admin_types";

const ROOT = "/api/admin";
const at = (...parts: string[]): string => [ROOT, ...parts.map(encodeURIComponent)].join("/");

export class AdminApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  listening = () => this.#api.ask<A.ListeningNow>(`${ROOT}/listening`);

  users = (query: { q?: string; cursor?: string }, signal: AbortSignal) =>
    this.#page<A.AdminUser>("users", query, signal);
  changeUser = (id: string, changes: A.AdminUserChanges) =>
    this.#api.ask<A.AdminUser>(at("users", id), { method: "PATCH", json: changes });
  /** Shown once. */
  resetLink = (id: string) => this.#api.ask<{ link: string }>(at("users", id, "reset-link"), { method: "POST" });
  signOutUser = (id: string) => this.#delete("users", id, "sessions");
  deleteUser = (id: string) => this.#delete("users", id);

  invitations = (query: { cursor?: string }, signal: AbortSignal) =>
    this.#page<A.Invitation>("invitations", query, signal);
  invite = (invitation: { note: string; uses: number; days: number | null }) =>
    this.#api.ask<A.NewInvitation>(at("invitations"), { method: "POST", json: invitation });
  revokeInvitation = (id: string) => this.#delete("invitations", id);

  rooms = (query: { cursor?: string }, signal: AbortSignal) => this.#page<A.AdminRoom>("rooms", query, signal);
  deleteRoom = (id: string) => this.#delete("rooms", id);

  storage = (query: { cursor?: string }, signal: AbortSignal) =>
    this.#api.ask<A.StoragePage>(at("storage"), { query, signal });

  jobs = (query: { cursor?: string }, signal: AbortSignal) => this.#api.ask<A.JobsPage>(at("jobs"), { query, signal });
  retryJob = (id: string) => this.#api.ask<unknown>(at("jobs", id, "retry"), { method: "POST" });
  dropJob = (id: string) => this.#delete("jobs", id);

  settings = (signal: AbortSignal) => this.#page<A.SettingInForce>("settings", {}, signal);
  audit = (query: { cursor?: string }, signal: AbortSignal) => this.#page<A.AuditEntry>("audit", query, signal);

  #page<Item>(what: string, query: Query, signal: AbortSignal): Promise<A.AdminPage<Item>> {
    return this.#api.ask<A.AdminPage<Item>>(at(what), { query, signal });
  }

  #delete(...parts: string[]): Promise<unknown> {
    return this.#api.ask<unknown>(at(...parts), { method: "DELETE" });
  }
}
