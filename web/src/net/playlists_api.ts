/** Endpoints for playlists. All throw `ApiError`. */
import type { Api } from "./api";
import type * as P from "./playlist_types";

export type * from "./playlist_types";

const ROOT = "/api/playlists";
const at = (id: string, ...parts: string[]): string => [ROOT, ...[id, ...parts].map(encodeURIComponent)].join("/");

export class PlaylistsApi {
  readonly #api: Pick<Api, "ask">;

  constructor(api: Pick<Api, "ask">) {
    this.#api = api;
  }

  list = (cursor?: string) => this.#api.ask<P.PlaylistsPage>(ROOT, { query: { cursor, limit: 200 } });
  create = (list: P.NewPlaylist) => this.#api.ask<P.Playlist>(ROOT, { method: "POST", json: list });
  get = (id: string) => this.#api.ask<P.Playlist>(at(id));
  remove = (id: string) => this.#api.ask<unknown>(at(id), { method: "DELETE" });
  restore = (id: string) => this.#api.ask<P.Playlist>(at(id, "restore"), { method: "POST" });

  entries = (id: string, cursor?: string) =>
    this.#api.ask<P.EntriesPage>(at(id, "entries"), { query: { cursor, limit: 500 } });
  /** With nothing new the answer comes with the next change, or after `waitS`. */
  changes = (id: string, since: number, waitS: number, signal?: AbortSignal) =>
    this.#api.ask<P.PlaylistChanges>(at(id, "changes"), { query: { since, wait_s: waitS }, ...(signal && { signal }) });
  command = (id: string, cmdId: string, since: number, body: P.PlaylistCommand) =>
    this.#api.ask<P.PlaylistChanges>(at(id, "commands"), { method: "POST", json: { cmd_id: cmdId, since, body } });

  setCover = (id: string, image: Blob) =>
    this.#api.ask<P.Playlist>(at(id, "cover"), {
      method: "PUT",
      body: image,
      headers: { "Content-Type": image.type || "application/octet-stream" },
    });
  dropCover = (id: string) => this.#api.ask<P.Playlist>(at(id, "cover"), { method: "DELETE" });

  members = async (id: string): Promise<P.PlaylistMember[]> =>
    (await this.#api.ask<{ members: P.PlaylistMember[] }>(at(id, "members"))).members;
  people = async (): Promise<P.KnownPerson[]> =>
    (await this.#api.ask<{ people: P.KnownPerson[] }>("/api/known-people")).people;
  give = (id: string, userId: string, role: P.PlaylistRole) =>
    this.#api.ask<unknown>(at(id, "members", userId), { method: "PUT", json: { role } });
  take = (id: string, userId: string) => this.#api.ask<unknown>(at(id, "members", userId), { method: "DELETE" });
  makeLink = (id: string, role: P.GivenRole) =>
    this.#api.ask<{ secret: string; role: P.GivenRole }>(at(id, "link"), { method: "POST", json: { role } });
  dropLink = (id: string) => this.#api.ask<unknown>(at(id, "link"), { method: "DELETE" });
  join = (secret: string) => this.#api.ask<P.Playlist>("/api/shared-playlists", { method: "POST", json: { secret } });

  /** `cmdId`: sent again with the same one, nothing is added twice. */
  importFile = (id: string, cmdId: string, file: File) =>
    this.#api.ask<P.ImportReport>(at(id, "import"), {
      method: "PUT",
      body: file,
      query: { cmd_id: cmdId, file_name: file.name.slice(0, 400) },
      headers: { "Content-Type": "application/octet-stream" },
    });
  exportAddress = (id: string, format: P.FileFormat): string => `${at(id, "export")}?format=${format}`;
}
