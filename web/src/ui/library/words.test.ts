import { describe, expect, it } from "vitest";
import type { LibraryTrack, TrackUsage } from "../../net/api_types.ts";
import { deleteAll, usageWords } from "./deleting.ts";
import { changesOf, draftOf } from "./editing.ts";

const track = {
  track_id: "t1",
  title: "Tide",
  artist: "Ilse",
  album: "Night Swim",
  album_artist: "",
  genre: "",
  track_no: 3,
  year: null,
  visibility: "room",
} as LibraryTrack;

const usage = (...names: string[]): TrackUsage => ({
  rooms: names.map((name, at) => ({ code: `CODE${at}`, name, entries: 1 })),
  entries: names.length,
});

describe("deleting", () => {
  it("says first what it does to queues", () => {
    expect(usageWords([usage()], 1)).toBe("It stands in no queue.");
    expect(usageWords([usage("Kitchen")], 1)).toBe(
      "It stands in the queue of Kitchen (1 entry) and can still be played there.",
    );
    expect(usageWords([{ ...usage(), entries: 1, other_rooms: 1 }], 1)).toMatch(/queue of another room \(1 entry\)/);
    expect(usageWords([usage("Kitchen", "Attic"), usage("Kitchen")], 2)).toMatch(/queues of .*Kitchen.*\(3 entries\)/);
  });

  it("goes on after a track that cannot be deleted, and tells of it", async () => {
    const refusal = new Error("Not yours.");
    const { gone, problem } = await deleteAll([track, { ...track, track_id: "t2" }], (id) =>
      id === "t1" ? Promise.reject(refusal) : Promise.resolve(),
    );
    expect([...gone]).toEqual(["t2"]);
    expect(problem).toBe(refusal);
  });
});

describe("editing", () => {
  it("sends nothing when nothing was changed", () => {
    expect(changesOf(track, draftOf(track))).toEqual({});
  });

  it("sends only what was changed, numbers as numbers, an emptied one as none", () => {
    const draft = { ...draftOf(track), title: "  Tides ", track_no: "", year: "2021", visibility: "mine" as const };
    expect(changesOf(track, draft)).toEqual({ title: "Tides", track_no: null, year: 2021, visibility: "mine" });
  });
});
