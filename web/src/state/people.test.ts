import { expect, test } from "vitest";
import type { Event, Presence } from "../core/protocol.gen";
import { evolve, fromSnapshot } from "../core/room";
import { present, snapshot, STANDING } from "../net/fake_server";
import { skipVotesIn } from "./people";

const room = fromSnapshot(snapshot({ transport: { ...STANDING, entry_id: "a" }, skip_voters: ["me", "ben"] }), "me");
const ben = (more: Partial<Presence>) => new Map([["ben", present({ member_id: "ben", ...more })]]);

test("votes to skip count while those who cast them hear the music", () => {
  const counts = [{}, { audible: false }, { remote: true }, { listening: false }].map((more) => {
    return skipVotesIn(room, ben(more), "me").count;
  });
  expect(counts).toEqual([1, 0, 0, 0]);
  expect(skipVotesIn(room, new Map([...ben({}), ["me", present({})]]), "me")).toEqual({ count: 2, mine: true });
  expect(skipVotesIn(room, new Map(), "me")).toEqual({ count: 0, mine: true });
});

test("a vote that was cast after coming counts the same way", () => {
  const voted: Event = { type: "skip_voted", entry_id: "a", member_id: "cleo", wanted: true, votes: 3 };
  const after = evolve(room, voted);
  expect(skipVotesIn(after, new Map([["cleo", present({ member_id: "cleo" })]]), "cleo")).toEqual({
    count: 1,
    mine: true,
  });
  expect(skipVotesIn(after, new Map([["cleo", present({ audible: false })]]), "cleo").count).toBe(0);
});
