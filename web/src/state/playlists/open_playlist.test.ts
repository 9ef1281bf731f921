import { describe, expect, it, vi } from "vitest";
import { ApiError } from "../../net/http";
import type { Playlist, PlaylistChanges, PlaylistCommand, PlaylistEntry } from "../../net/playlist_types";
import { OpenPlaylist, type OpenApi } from "./open_playlist.svelte";
import { merged, replay, type PendingEdit } from "./replay";

const entry = (id: string, track = id, key = id): PlaylistEntry => ({
  entry_id: id,
  order_key: key,
  track_id: track,
  title: id,
  artist: "",
  album: "",
  duration_us: 1_000_000,
  cover_id: null,
  accent: null,
  available: true,
  added_by: "ana",
  added_by_name: "Ana",
  added_at: "",
});

/** Keeps one list as the server does: commands are done once, and everything is told since a revision. */
class SmallServer implements OpenApi {
  revision = 0;
  name = "Mix";
  role: Playlist["role"] = "owner";
  rows: PlaylistEntry[] = [];
  removed = new Map<string, { row: PlaylistEntry; by: string; at: number }>();
  changed = new Map<string, number>();
  done = new Set<string>();
  /** What the next commands meet instead of an answer; "lost": it is done, and nobody hears so. */
  mishaps: (ApiError | "lost")[] = [];
  /** Differences from before this revision are not known any more. */
  forgotten = 0;
  /** What loading it meets instead of an answer. */
  failsToLoad: ApiError[] = [];
  #waiting: (() => void)[] = [];

  get = () => Promise.resolve(this.#playlist());
  entries = () => {
    const failure = this.failsToLoad.shift();
    if (failure !== undefined) return Promise.reject(failure);
    return Promise.resolve({ entries: [...this.rows], next_cursor: null, revision: this.revision });
  };

  changes = async (_id: string, since: number, waitS: number, signal?: AbortSignal): Promise<PlaylistChanges> => {
    if (since === this.revision && waitS > 0) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        signal?.addEventListener("abort", () => reject(new ApiError("aborted", "Stopped.", 0, true)));
      });
    }
    return this.#since(since);
  };

  command = (_id: string, cmdId: string, since: number, body: PlaylistCommand): Promise<PlaylistChanges> => {
    const mishap = this.mishaps.shift();
    if (mishap instanceof ApiError) return Promise.reject(mishap);
    if (!this.done.has(cmdId)) this.do(cmdId, body);
    if (mishap === "lost") return Promise.reject(new ApiError("offline", "Lost.", 0, true));
    return Promise.resolve(this.#since(since));
  };

  do(cmdId: string, body: PlaylistCommand): void {
    this.done.add(cmdId);
    this.revision += 1;
    if (body.type === "rename") this.name = body.name;
    else if (body.type === "undo") this.#back(body.undo_id);
    else this.#edit(cmdId, body);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #edit(cmdId: string, body: PlaylistCommand): void {
    const shown = body.type === "add" ? body.tracks.map((one) => entry(one.entry_id, one.track_id)) : [];
    const after = [...replay(this.rows, [{ cmdId, body, shown }])];
    for (const row of this.rows) {
      if (after.some((one) => one.entry_id === row.entry_id)) continue;
      this.removed.set(row.entry_id, { row, by: cmdId, at: this.revision });
    }
    this.#order(after);
  }

  #back(undoId: string): void {
    for (const [id, { row, by }] of this.removed) {
      if (by !== undoId) continue;
      this.removed.delete(id);
      this.#order([...this.rows, row]);
    }
  }

  #order(rows: PlaylistEntry[]): void {
    this.rows = rows.map((row, at) => ({ ...row, order_key: `k${String(at).padStart(4, "0")}` }));
    for (const row of this.rows) this.changed.set(row.entry_id, this.revision);
  }

  #since(since: number): PlaylistChanges {
    const news = this.rows.filter((row) => (this.changed.get(row.entry_id) ?? 0) > since);
    const removed = [...this.removed].filter(([, gone]) => gone.at > since).map(([id]) => id);
    const common = { playlist: this.#playlist(), revision: this.revision };
    if (since < this.forgotten) return { ...common, entries: [], removed: [], reload: true };
    return { ...common, entries: news, removed, reload: false };
  }

  #playlist(): Playlist {
    return {
      playlist_id: "p",
      name: this.name,
      role: this.role,
      owner_id: "ana",
      owner_name: "Ana",
      tracks: this.rows.length,
      duration_us: 0,
      cover_id: null,
      accent: null,
      covers: [],
      members: 0,
      link_role: null,
      revision: this.revision,
      created_at: "",
      changed_at: "",
    };
  }
}

async function opened(...ids: string[]) {
  const server = new SmallServer();
  if (ids.length > 0) {
    server.do("first", { type: "add", tracks: ids.map((id) => ({ entry_id: id, track_id: id })), after: "end" });
  }
  const open = async () => {
    const list = new OpenPlaylist(
      server,
      "p",
      () => ({ user_id: "ana", name: "Ana" }),
      () => Promise.resolve(),
    );
    await list.load();
    return list;
  };
  return { server, open, list: await open() };
}

const ids = (list: OpenPlaylist): string => list.entries.map((one) => one.entry_id).join("");
const track = (id: string) => ({ ...entry(id), title: id });

describe("an open playlist", () => {
  it("shows an edit at once, and keeps it once it is answered", async () => {
    const { list, server } = await opened("a", "b", "c");
    const moved = list.move(["c"], null);
    expect(ids(list)).toBe("cab");
    await moved;
    expect(ids(list)).toBe("cab");
    expect(server.rows.map((row) => row.entry_id).join("")).toBe("cab");
  });

  it("puts pending edits onto what others have done meanwhile", async () => {
    const { list, server } = await opened("a", "b", "c");
    server.do("ben-1", { type: "remove", entry_ids: ["a"] });
    server.do("ben-2", { type: "add", tracks: [{ entry_id: "x", track_id: "x" }], after: "b" });
    const moved = list.move(["c"], null);
    expect(ids(list)).toBe("cab");
    await moved;
    expect(ids(list)).toBe("cbx");
  });

  it("hears of others while it listens", async () => {
    const { open, list: ana } = await opened("a", "b");
    const ben = await open();
    void ben.listen();
    await ana.remove(["a"]);
    await ana.rename("Later");
    await vi.waitFor(() => expect([ids(ben), ben.playlist?.name]).toEqual(["b", "Later"]));
    ben.close();
  });

  it("does a command once when its answer was lost, and tells of a network that is gone", async () => {
    const { list, server } = await opened("a");
    const busy = new ApiError("busy", "Busy.", 503, true);
    server.mishaps = ["lost", busy, busy, busy];
    await list.add([track("n")]);
    expect(server.rows.map((row) => row.track_id)).toEqual(["a", "n"]);
    expect(list.stuck).toBe(false);
  });

  it("takes back what is refused, and goes on with the rest", async () => {
    const { list, server } = await opened("a", "b");
    server.mishaps = [new ApiError("not_allowed", "Only editors can do that.", 403, false)];
    const refused = list.remove(["a"]);
    const kept = list.remove(["b"]);
    expect(ids(list)).toBe("");
    await expect(refused).rejects.toThrow("Only editors");
    await kept;
    expect(ids(list)).toBe("a");
  });

  it("sends what was asked for before the screen was left, also once the network is back", async () => {
    const { list, server } = await opened("a", "b", "c");
    server.mishaps = [new ApiError("busy", "Busy.", 503, true)];
    const asked = [list.remove(["a"]), list.remove(["b"])];
    list.close();
    await Promise.all(asked);
    expect(server.rows.map((row) => row.entry_id)).toEqual(["c"]);
  });

  it("tells what is refused after the screen was left", async () => {
    const { list, server } = await opened("a");
    server.mishaps = [new ApiError("not_allowed", "Only editors can do that.", 403, false)];
    const refused = list.remove(["a"]);
    list.close();
    await expect(refused).rejects.toThrow("Only editors");
  });

  it("brings a removal back", async () => {
    const { list } = await opened("a", "b");
    const undo = await list.remove(["a"]);
    await list.undo(undo);
    expect(ids(list)).toContain("a");
  });

  it("moves by one place, and not beyond the ends", async () => {
    const { list } = await opened("a", "b", "c");
    await list.shift("a", 1);
    expect(ids(list)).toBe("bac");
    await list.shift("b", -1);
    expect(ids(list)).toBe("bac");
  });

  it("loads again what it missed too much of, until that succeeds", async () => {
    const { server, list } = await opened("a", "b");
    server.do("ben-1", { type: "remove", entry_ids: ["a"] });
    server.forgotten = server.revision;
    server.failsToLoad = [new ApiError("busy", "Busy.", 503, true), new ApiError("internal", "Oh.", 500, false)];
    void list.listen();
    await vi.waitFor(() => expect(ids(list)).toBe("b"));
    list.close();
  });

  it("keeps an edit where it shows until it has loaded what came with its answer", async () => {
    const { server, list } = await opened("a", "b");
    server.do("ben-1", { type: "add", tracks: [{ entry_id: "c", track_id: "c" }], after: "end" });
    server.forgotten = server.revision;
    server.failsToLoad = [new ApiError("busy", "Busy.", 503, true)];
    await list.remove(["a"]);
    expect(ids(list)).toBe("bc");
  });

  it("says when it is gone", async () => {
    const { server, list } = await opened("a");
    server.changes = () => Promise.reject(new ApiError("no_such_playlist", "Gone.", 404, false));
    await list.listen();
    expect(list.state).toBe("gone");
  });

  it("shows which tracks stand in it twice", async () => {
    const { list } = await opened("a");
    await list.add([{ ...track("a") }]);
    expect(list.duplicates).toHaveLength(1);
  });
});

describe("replaying", () => {
  it("puts an entry behind all when the one it names is unknown", () => {
    const edit: PendingEdit = {
      cmdId: "1",
      body: { type: "add", tracks: [], after: "zzz" },
      shown: [entry("n")],
    };
    expect(replay([entry("a"), entry("b")], [edit]).map((one) => one.entry_id)).toEqual(["a", "b", "n"]);
  });

  it("sorts news by key and id as plain characters", () => {
    const known = [entry("a", "a", "k1"), entry("b", "b", "k2")];
    const found = merged(known, [entry("b", "b", "k0"), entry("c", "c", "k1m")], ["zz"]);
    expect(found.map((one) => one.entry_id)).toEqual(["b", "a", "c"]);
  });
});
