import { beforeEach, describe, expect, it } from "vitest";
import { lineAt } from "../core/lyric_line";
import type { Lyrics } from "../net/lyrics_api";
import { LyricsOnShow } from "./lyrics.svelte";

const S = 1e6;

function sheet(trackId: string, ...seconds: number[]): Lyrics {
  const lines = seconds.map((at) => ({ at_us: at * S, text: `${trackId} ${at}` }));
  return { track_id: trackId, kind: "synced", source: "person", text: "", lines, can_edit: true };
}

/** A server that keeps lyrics, and can be away. */
class Server {
  readonly shelf = new Map([
    ["a", sheet("a", 1, 5, 9)],
    ["b", sheet("b", 2)],
  ]);
  asked: string[] = [];
  away = false;
  read = (trackId: string): Promise<Lyrics> => {
    this.asked.push(trackId);
    const found = this.shelf.get(trackId);
    return this.away || !found ? Promise.reject(new Error("away")) : Promise.resolve(found);
  };
  write = async (trackId: string, text: Blob): Promise<Lyrics> => {
    const written = { ...sheet(trackId, 3), text: await text.text() };
    this.shelf.set(trackId, written);
    return written;
  };
  remove = (trackId: string): Promise<void> => {
    this.shelf.delete(trackId);
    return Promise.resolve();
  };
}

describe("the line that is sung", () => {
  const lines = [1, 5, 5.5, 9].map((at) => ({ at_us: at * S }));

  it("is the last one that has begun", () => {
    expect([0, 1, 4.999, 5, 7, 100].map((at) => lineAt(lines, at * S))).toEqual([-1, 0, 0, 1, 2, 3]);
    expect(lineAt([], 0)).toBe(-1);
  });

  it("is found among many as by looking at each", () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ at_us: at * at }));
    for (let at = -3; at < 260_000; at += 997)
      expect(lineAt(many, at)).toBe(many.filter((line) => line.at_us <= at).length - 1);
  });
});

describe("lyrics on show", () => {
  let server: Server;
  let lyrics: LyricsOnShow;
  beforeEach(() => {
    server = new Server();
    lyrics = new LyricsOnShow(server);
  });

  it("follow the music, and know the line when they come", async () => {
    lyrics.follow(6 * S);
    expect(lyrics.loading).toBe(false);
    const shown = lyrics.show("a");
    expect(lyrics.loading).toBe(true);
    await shown;
    expect(lyrics.at).toBe(1);
    lyrics.follow(0);
    expect(lyrics.at).toBe(-1);
    lyrics.follow(20 * S);
    expect(lyrics.at).toBe(2);
  });

  it("are fetched once, also for a track that comes back", async () => {
    for (const id of ["a", "a", "b", "a"]) await lyrics.show(id);
    expect(server.asked).toEqual(["a", "b"]);
    expect(lyrics.sheet?.track_id).toBe("a");
  });

  it("are those of the last track, whichever comes first", async () => {
    let answer: (found: Lyrics) => void = () => undefined;
    const { read } = server;
    server.read = (id) => (id === "a" ? new Promise((resolve) => (answer = resolve)) : read(id));
    const first = lyrics.show("a");
    await lyrics.show("b");
    answer(sheet("a", 1));
    await first;
    expect(lyrics.sheet?.track_id).toBe("b");
  });

  it("say that they could not be had, and are asked for again", async () => {
    server.away = true;
    await lyrics.show("a");
    expect([lyrics.failed instanceof Error, lyrics.loading]).toEqual([true, false]);
    server.away = false;
    await lyrics.show("a");
    expect([lyrics.failed, lyrics.sheet?.kind]).toEqual([null, "synced"]);
  });

  it("change at once for who writes or removes them", async () => {
    await lyrics.show("a");
    lyrics.follow(4 * S);
    await lyrics.write("a", new Blob(["[00:03]new"]));
    expect([lyrics.sheet?.text, lyrics.at]).toEqual(["[00:03]new", 0]);
    await lyrics.remove("a");
    expect([lyrics.sheet?.kind, lyrics.at]).toEqual(["none", -1]);
  });
});
