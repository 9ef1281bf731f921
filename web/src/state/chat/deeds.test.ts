import { describe, expect, it } from "vitest";
import type { Event, QueueEntry, Transport } from "../../core/protocol.gen";
import { evolve, fromSnapshot, type Room } from "../../core/room";
import { entry, snapshot, STANDING } from "../../net/fake_server";
import { deedsIn } from "./deeds";

const US = 1_000_000;
const [a, b, c] = [entry("a", "1"), entry("b", "2"), entry("c", "3")];

function roomAt(transport: Partial<Transport>, entries: readonly QueueEntry[] = [a, b, c]): Room {
  const music = { ...STANDING, entry_id: "a", playing: true, ...transport };
  return fromSnapshot(snapshot({ transport: music, entries, upcoming_count: entries.length - 1 }));
}

const to = (transport: Partial<Transport>, by: string | null): Event => ({
  type: "transport",
  transport: { ...STANDING, entry_id: "b", playing: true, ...transport },
  previous: null,
  by,
});
const added = (...entries: QueueEntry[]): Event => ({ type: "entries", entries });
const removed = (by: string, ...entry_ids: string[]): Event => ({ type: "removed", entry_ids, undo_id: "u", by });

/** "who kind title" of all that is told of one revision. */
function told(before: Room, ...events: Event[]): string[] {
  const after = events.reduce(evolve, before);
  return deedsIn(events, before, after).map((deed) => `${deed.memberId} ${deed.kind} ${deed.title}`.trim());
}

describe("who went on to another track", () => {
  it("skipped the one before, or went back to an earlier one", () => {
    expect(told(roomAt({}), to({}, "ben"))).toEqual(["ben skipped a"]);
    expect(told(roomAt({ entry_id: "b" }), to({ entry_id: "a" }, "ben"))).toEqual(["ben jumped a"]);
  });

  it("skipped the last one, too, and did not pause it", () => {
    const end = to({ entry_id: "c", position_us: 60 * US, playing: false, ended: true }, "ben");
    expect(told(roomAt({ entry_id: "c" }), end)).toEqual(["ben skipped c"]);
  });

  it("skipped nothing by adding to a queue that had run out", () => {
    const ended = roomAt({ position_us: 60 * US, playing: false, ended: true }, [a]);
    const more = { ...b, added_by: "ben" };
    expect(told(ended, added(more), to({}, "ben"))).toEqual(["ben added b"]);
  });

  it("skipped nothing by taking out what plays", () => {
    expect(told(roomAt({}), removed("ben", "a"), to({}, "ben"))).toEqual(["ben removed a"]);
    const end = to({ entry_id: null, playing: false }, "ben");
    expect(told(roomAt({}, [a]), removed("ben", "a"), end)).toEqual(["ben removed a"]);
  });
});

describe("a track that ends by itself while somebody does something", () => {
  const ending = to({ at_us: 60 * US }, null);

  it("is skipped by nobody", () => {
    const pause = to({ position_us: 2 * US, at_us: 62 * US, playing: false }, "ben");
    expect(told(roomAt({}), ending, pause)).toEqual(["ben paused"]);
    expect(told(roomAt({}), ending, to({ entry_id: "c" }, "ben"))).toEqual(["ben skipped b"]);
  });

  it("is skipped by nobody either when it ends before that comes about", () => {
    const pause = to({ position_us: US / 10, at_us: 60 * US + US / 10, playing: false }, "ben");
    expect(told(roomAt({}), pause)).toEqual(["ben paused"]);
    expect(told(roomAt({}), to({ position_us: US / 10 }, "ben"))).toEqual([]);
  });
});
