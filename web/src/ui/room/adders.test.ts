import { describe, expect, it } from "vitest";
import type { HistoryPage } from "../../net/api_types";
import { Adders, type Roster } from "./adders.svelte";

const someone = (member_id: string, name: string, isMe = false) => ({ member_id, name, isMe });

/** A room of which `known` have been fetched so far, and the rest come two at a time. */
class Room implements Roster {
  members: Roster["members"];
  readonly #rest: ReturnType<typeof someone>[];
  constructor(known: ReturnType<typeof someone>[], rest: ReturnType<typeof someone>[] = []) {
    this.members = known;
    this.#rest = rest;
  }
  get memberCount(): number {
    return this.members.length + this.#rest.length;
  }
  loadMoreMembers = (): Promise<void> => {
    this.members = [...this.members, ...this.#rest.splice(0, 2)];
    return Promise.resolve();
  };
}

/** What was played: by Cleo, who has left. */
const played = (): Promise<HistoryPage> =>
  Promise.resolve({ items: [{ added_by: "c", added_by_name: "Cleo" }] as HistoryPage["items"], next: null });

describe("who added a track", () => {
  it("is oneself or a member", () => {
    const adders = new Adders(new Room([someone("a", "Ana", true), someone("b", "Ben")]), played);
    expect([adders.name("a"), adders.name("b"), adders.name("c")]).toEqual(["you", "Ben", null]);
  });

  it("stays known when they leave", () => {
    const room = new Room([someone("a", "Ana", true), someone("b", "Ben")]);
    const adders = new Adders(room, played);
    adders.learn();
    room.members = room.members.slice(0, 1);
    expect(adders.name("b")).toBe("Ben");
  });

  it("is looked for among members who were not fetched yet", async () => {
    const rest = ["d", "e", "f"].map((id) => someone(id, id.toUpperCase()));
    const adders = new Adders(new Room([someone("a", "Ana", true)], rest), played);
    await adders.seek(["f"]);
    expect(adders.name("f")).toBe("F");
  });

  it("is looked for in what was played, and else has left", async () => {
    const adders = new Adders(new Room([someone("a", "Ana", true)]), played);
    await adders.seek(["c", "x"]);
    expect([adders.name("c"), adders.name("x")]).toEqual(["Cleo", "someone who left"]);
  });

  it("stays open while the server is away", async () => {
    const adders = new Adders(new Room([someone("a", "Ana", true)]), () => Promise.reject(new Error("offline")));
    await adders.seek(["x"]);
    expect(adders.name("x")).toBeNull();
  });
});
