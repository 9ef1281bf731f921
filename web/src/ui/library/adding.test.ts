import { describe, expect, it } from "vitest";
import type { LibraryTrack } from "../../net/api_types.ts";
import { Adding } from "./adding.svelte.ts";

const tracks = (count: number): LibraryTrack[] =>
  Array.from({ length: count }, (_, at) => ({ track_id: `t${at}` }) as LibraryTrack);

describe("adding to the queue", () => {
  it("says so before the room has answered", async () => {
    const adding = new Adding();
    let answer = (): void => undefined;
    const room = { enqueue: () => new Promise<void>((resolve) => (answer = resolve)) };
    const added = adding.add(room, tracks(1), "last");
    expect(adding.of("t0")).toBe("added");
    answer();
    await added;
    expect(adding.of("t0")).toBe("added");
  });

  it("takes that back when the room refuses, and passes the reason on", async () => {
    const adding = new Adding();
    const room = { enqueue: () => Promise.reject(new Error("The queue is full.")) };
    await expect(adding.add(room, tracks(1), "last")).rejects.toThrow("The queue is full.");
    expect(adding.of("t0")).toBeNull();
  });

  it.each(["last", "next"] as const)("keeps the order of more tracks than one command carries (%s)", async (where) => {
    let queue: string[] = [];
    const room = {
      enqueue: (ids: readonly string[], at?: "last" | "next") => {
        queue = at === "next" ? [...ids, ...queue] : [...queue, ...ids];
        return Promise.resolve();
      },
    };
    const many = tracks(1100);
    await new Adding().add(room, many, where);
    expect(queue).toEqual(many.map((track) => track.track_id));
  });
});
