import { describe, expect, it } from "vitest";
import { NEW_SETTINGS, type QueueEntry, type QueueRules, type Right } from "../../core/protocol.gen";
import { entry } from "../../net/fake_server";
import {
  isRuled,
  mayClear,
  mayJump,
  mayMove,
  mayPutNext,
  mayShuffle,
  movableWith,
  skipsByVote,
  skipTally,
} from "./queueMode";

function roomWith(rules: Partial<QueueRules>, runs = false) {
  const can = (right: Right): boolean => right !== "configure" || runs;
  return { me: "me", settings: { queue: { ...NEW_SETTINGS.queue, ...rules } }, can };
}
const mine: QueueEntry = entry("a", "1");
const theirs: QueueEntry = { ...entry("b", "2"), added_by: "ben" };

describe("what the mode of the queue leaves to people's hands", () => {
  it("is everything while whoever comes first is served first", () => {
    const room = roomWith({ mode: "free" });
    expect([isRuled(room), mayJump(room), mayClear(room), mayShuffle(room), mayPutNext(room)]).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(mayMove(room, theirs)).toBe(true);
  });

  it("is one's own list where people take turns", () => {
    const room = roomWith({ mode: "turns" });
    expect([mayMove(room, mine), mayMove(room, theirs), mayJump(room), mayShuffle(room)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(movableWith({ ...room, upcoming: [theirs, mine] }, mine)).toEqual([mine]);
  });

  it("is nothing where votes decide, but for who runs the room", () => {
    const room = roomWith({ mode: "votes" });
    expect([mayMove(room, mine), mayPutNext(room), mayJump(room), mayClear(room)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const host = roomWith({ mode: "votes" }, true);
    expect([mayMove(host, mine), mayPutNext(host), mayJump(host), mayClear(host)]).toEqual([false, true, true, true]);
  });
});

describe("skipping by vote", () => {
  it("is for those who do not run the room", () => {
    expect(skipsByVote(roomWith({ skip_share: 50 }))).toBe(true);
    expect(skipsByVote(roomWith({ skip_share: 50 }, true))).toBe(false);
    expect(mayJump(roomWith({ skip_share: 50 }))).toBe(false);
    expect(mayJump(roomWith({ skip_share: 50 }, true))).toBe(true);
    expect(skipsByVote(roomWith({}))).toBe(false);
  });

  it("takes a share of those who hear the music, one at least", () => {
    const counted = (hearing: number) =>
      skipTally({ ...roomWith({ skip_share: 50 }), skipVotes: { count: 1, mine: true }, audience: { hearing } });
    expect(counted(3)).toEqual({ votes: 1, needed: 2, mine: true });
    expect(counted(0).needed).toBe(1);
  });
});
