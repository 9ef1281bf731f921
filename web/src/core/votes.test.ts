import { expect, test } from "vitest";
import { entry, snapshot, STANDING } from "../net/fake_server";
import type { Event } from "./protocol.gen";
import { evolve, fromSnapshot } from "./room";
import { paged } from "./room_pages";
import { withWish } from "./votes";

const start = fromSnapshot(
  snapshot({
    transport: { ...STANDING, entry_id: "a" },
    entries: [entry("a", "1"), entry("b", "2"), { ...entry("c", "3"), pinned: true }],
    votes: { b: { count: 2, mine: false } },
    skip_voters: ["me"],
  }),
  "me",
);
const vote = (entry_id: string, member_id: string, wanted: boolean, votes: number): Event => ({
  type: "voted",
  entry_id,
  member_id,
  wanted,
  votes,
});
const track = entry("c", "3").track;

test("a vote says how many there are, so that hearing it twice does no harm", () => {
  const once = evolve(start, vote("b", "me", true, 3));
  expect(once.votes.get("b")).toEqual({ count: 3, mine: true });
  expect(evolve(once, vote("b", "me", true, 3)).votes.get("b")).toEqual({ count: 3, mine: true });
  expect(evolve(once, vote("b", "ben", false, 2)).votes.get("b")).toEqual({ count: 2, mine: true });
  expect(evolve(start, vote("c", "ben", false, 0)).votes.has("c")).toBe(false);
});

test("what starts is wanted by nobody any more, and the votes to skip begin anew", () => {
  const started: Event = { type: "started", entry_id: "c", track, added_by: "ben", at_us: 9 };
  const room = evolve(evolve(start, vote("c", "ben", true, 1)), started);
  expect(room.votes.has("c")).toBe(false);
  expect(room.entries.get("c")?.pinned).toBe(false);
  expect([...room.skipVoters]).toEqual([]);
});

test("votes to skip are about what plays, and go with it", () => {
  const skip = (entry_id: string, wanted = true): Event => ({
    type: "skip_voted",
    entry_id,
    member_id: "ben",
    wanted,
    votes: wanted ? 2 : 1,
  });
  const both = evolve(start, skip("a"));
  expect([...both.skipVoters]).toEqual(["me", "ben"]);
  expect([...evolve(both, skip("a", false)).skipVoters]).toEqual(["me"]);
  expect([...evolve(start, skip("b")).skipVoters]).toEqual(["me"]);
  const elsewhere: Event = { type: "transport", transport: { ...STANDING, entry_id: "b" }, previous: null, by: null };
  expect(evolve(start, elsewhere).skipVoters.size).toBe(0);
});

test("a page brings the votes for what is on it", () => {
  const page = { entries: [entry("b", "2"), entry("d", "4")], remaining: 0, votes: { d: { count: 1, mine: true } } };
  expect([...paged(start, page).votes.keys()]).toEqual(["d"]);
});

test("one's own wish shows before the room has heard it", () => {
  expect(withWish(start.votes, { entry_id: "b" }).get("b")).toEqual({ count: 3, mine: true });
  const back = withWish(withWish(start.votes, { entry_id: "b" }), { entry_id: "b", wanted: false });
  expect(back.get("b")).toEqual({ count: 2, mine: false });
});
