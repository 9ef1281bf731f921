import { beforeEach, describe, expect, it, vi } from "vitest";
import type { LibraryTrack, TrackQuery, TracksPage } from "../net/api_types.ts";
import { Library, type LibraryApi } from "./library.svelte.ts";

interface Asked {
  readonly query: TrackQuery | undefined;
  readonly signal: AbortSignal | undefined;
  readonly answer: (page: TracksPage) => void;
  readonly refuse: (error: Error) => void;
}

let asked: Asked[];
const api: LibraryApi = {
  tracks: (query, signal) => new Promise((answer, refuse) => asked.push({ query, signal, answer, refuse })),
  artists: () => Promise.resolve({ artists: [{ name: "Nina", tracks: 2, cover_id: null }], next_cursor: null }),
  albums: () => Promise.resolve({ albums: [], next_cursor: null }),
};

const track = (id: string): LibraryTrack => ({ track_id: id, title: id }) as LibraryTrack;
const page = (ids: string[], next: string | null = null): TracksPage => ({
  tracks: ids.map(track),
  next_cursor: next,
  total: ids.length,
});
const ids = (library: Library): string[] => library.tracks.items.map((one) => one.track_id);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const at = (index: number): Asked => {
  const one = asked.at(index);
  if (one === undefined) throw new Error("nothing was asked");
  return one;
};

beforeEach(() => {
  asked = [];
});

describe("the library", () => {
  it("asks once the keys rest", async () => {
    vi.useFakeTimers();
    const library = new Library(api);
    for (const text of ["n", "ni", "nin"]) library.search(text);
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(500);
    vi.useRealTimers();
    expect(asked.map((one) => one.query?.q)).toEqual(["nin"]);
  });

  it("never shows a late answer to an earlier question", async () => {
    const library = new Library(api);
    void library.refresh();
    library.show("mine");
    expect(at(0).signal?.aborted).toBe(true);
    at(1).answer(page(["new"]));
    await settle();
    at(0).answer(page(["old"]));
    await settle();
    expect(ids(library)).toEqual(["new"]);
  });

  it("adds pages and knows when there is no more", async () => {
    const library = new Library(api);
    library.retry();
    at(0).answer(page(["a"], "c1"));
    await settle();
    void library.tracks.more();
    void library.tracks.more();
    expect(asked).toHaveLength(2);
    expect(at(1).query?.cursor).toBe("c1");
    at(1).answer(page(["b"]));
    await settle();
    expect(ids(library)).toEqual(["a", "b"]);
    expect(library.tracks.hasMore).toBe(false);
  });

  it("keeps what is shown when a later page fails, and tries that page again", async () => {
    const library = new Library(api);
    library.retry();
    at(0).answer(page(["a"], "c1"));
    await settle();
    void library.tracks.more();
    at(1).refuse(new Error("Sonix cannot be reached."));
    await settle();
    expect(library.tracks.state).toBe("failed");
    expect(library.tracks.failure).toMatchObject({ message: "Sonix cannot be reached." });
    expect(ids(library)).toEqual(["a"]);
    library.retry();
    expect(at(2).query?.cursor).toBe("c1");
  });

  it("asks for what the room may use, and for mine when mine is shown", () => {
    const library = new Library(api, "ROOM42");
    library.show("mine");
    expect(at(0).query).toMatchObject({ room: "ROOM42", mine: true });
  });

  it("opens an album in its order, whatever was searched for", () => {
    const library = new Library(api);
    library.text = "blue";
    library.open({ album: "Blue", artist: "Nina" });
    expect(at(0).query).toMatchObject({ album: "Blue", artist: "Nina", sort: "album" });
    expect(at(0).query?.q).toBeUndefined();
    expect(library.kind).toBe("tracks");
  });

  it("collects a whole album over its pages", async () => {
    const library = new Library(api);
    const all = library.allOf({ album: "Blue", artist: "Nina" });
    at(0).answer(page(["1", "2"], "c"));
    await settle();
    at(1).answer(page(["3"]));
    expect((await all).map((one) => one.track_id)).toEqual(["1", "2", "3"]);
  });

  it("takes deleted tracks out of the list, the count and the selection", async () => {
    const library = new Library(api);
    library.retry();
    at(0).answer(page(["a", "b", "c"]));
    await settle();
    library.selection.toggle("b");
    library.drop(new Set(["b"]));
    expect(ids(library)).toEqual(["a", "c"]);
    expect(library.tracks.total).toBe(2);
    expect(library.selection.active).toBe(false);
  });

  it("selects a range from the last one picked, in the order of the list", () => {
    const { selection } = new Library(api);
    const list = ["a", "b", "c", "d", "e"];
    selection.toggle("d");
    selection.extend("b", list);
    expect(selection.inOrder(list)).toEqual(["b", "c", "d"]);
  });
});
