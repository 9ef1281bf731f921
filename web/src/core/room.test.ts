import { expect, test } from "vitest";
import { entry, snapshot, STANDING } from "../net/fake_server";
import { NEW_SETTINGS, type Event } from "./protocol.gen";
import { inOrder } from "./queue_order";
import { evolve, fromSnapshot, type Room } from "./room";
import { tracksOf, viewOf } from "./room_music";
import { paged, withMembers, withUpcoming } from "./room_pages";

const ON_A = { ...STANDING, entry_id: "a" };
const whole = fromSnapshot(
  snapshot({ transport: ON_A, entries: [entry("a", "1"), entry("b", "2"), entry("c", "3")], upcoming_count: 2 }),
);
/** Three of ten upcoming entries are known. */
const part = fromSnapshot(
  snapshot({
    transport: ON_A,
    entries: [entry("a", "1"), entry("b", "2"), entry("c", "3"), entry("d", "4")],
    upcoming_count: 10,
  }),
);

const ids = (room: Room): string[] => inOrder(room.entries.values()).map((each) => each.entry_id);
const after = (room: Room, ...events: Event[]): Room => events.reduce(evolve, room);
const upserted = (...entries: ReturnType<typeof entry>[]): Event => ({ type: "entries", entries });
const removed = (...entry_ids: string[]): Event => ({ type: "removed", entry_ids, undo_id: "u", by: null });

test("keys sort as plain strings, upper case before lower, whatever the locale", () => {
  const room = fromSnapshot(snapshot({ entries: [entry("x", "a"), entry("y", "B"), entry("z", "a1")] }));
  expect(ids(room)).toEqual(["y", "x", "z"]);
});

test("entries are added, moved, removed and put back", () => {
  expect(ids(after(whole, upserted(entry("d", "25"))))).toEqual(["a", "b", "d", "c"]);
  expect(ids(after(whole, upserted(entry("c", "15"))))).toEqual(["a", "c", "b"]);
  expect(ids(after(whole, removed("b")))).toEqual(["a", "c"]);
  const back: Event = { type: "restored", undo_id: "u", entries: [entry("b", "2")] };
  const room = after(whole, removed("b"), back);
  expect(ids(room)).toEqual(["a", "b", "c"]);
  expect(room.undoIds).toEqual([]);
});

test("an event applied twice does no harm", () => {
  for (const event of [upserted(entry("d", "25")), removed("b")]) {
    expect(after(whole, event, event)).toEqual(after(whole, event));
  }
});

test("a removed entry is remembered while it may still sound", () => {
  const room = after(whole, removed("a"));
  expect(tracksOf(room).get("a")?.title).toBe("a");
  expect(tracksOf(null).size).toBe(0);
});

test("tracks come as the queue stands, without what was taken out and sounds no more", () => {
  const room = after(whole, upserted(entry("d", "15")), removed("b"));
  expect([...tracksOf(room).keys()]).toEqual(["a", "d", "c"]);
  const next = { ...ON_A, epoch: 2, entry_id: "d" };
  const gone = after(room, removed("a"), { type: "transport", transport: next, previous: ON_A, by: null });
  expect([...tracksOf(gone).keys()]).toEqual(["a", "d", "c"]);
  expect([...tracksOf({ ...gone, previous: null }).keys()]).toEqual(["d", "c"]);
});

test("a shuffle gives new keys", () => {
  expect(ids(after(whole, { type: "order", keys: { b: "9", c: "8" }, seed: 1 }))).toEqual(["a", "c", "b"]);
});

test("of a long queue the rest is only counted", () => {
  expect(part.hidden).toBe(7);
  expect(part.knownTo?.entry_id).toBe("d");
  expect(viewOf(part).truncated).toBe(true);
  expect(viewOf(whole).truncated).toBe(false);
});

test("what happens among hidden entries makes the count stale, not the known ones wrong", () => {
  const added = after(part, upserted(entry("z", "99")));
  expect(ids(added)).toEqual(["a", "b", "c", "d"]);
  expect(added.stale).toBe(true);
  expect(after(part, removed("zz")).stale).toBe(true);
  expect(after(part, { type: "order", keys: { b: "9", zz: "2" }, seed: 1 }).stale).toBe(true);
});

test("a known entry moved behind the mark is hidden from then on", () => {
  const room = after(part, upserted(entry("b", "99")));
  expect(ids(room)).toEqual(["a", "c", "d"]);
  expect(room.hidden).toBe(8);
});

test("a jump to an entry that is not known begins there, and the old one is remembered while it sounds", () => {
  const transport = { ...ON_A, epoch: 2, entry_id: "far", playing: true };
  const room = after(part, { type: "transport", transport, previous: ON_A, by: null }, upserted(entry("far", "70")));
  expect([ids(room), room.knownTo?.entry_id, room.stale, room.playedCut]).toEqual([["far"], "far", true, true]);
  expect(room.ghosts.has("a")).toBe(true);
  expect(viewOf(room).truncated).toBe(true);
  const back = after(
    room,
    { type: "transport", transport: ON_A, previous: transport, by: null },
    upserted(entry("a", "1")),
  );
  expect([ids(back), back.stale, back.ghosts.has("far")]).toEqual([["a"], true, true]);
});

test("pages make the rest known", () => {
  const more = paged(part, { entries: [entry("e", "5"), entry("f", "6")], remaining: 5, votes: {} });
  expect([ids(more).length, more.hidden, more.knownTo?.entry_id]).toEqual([6, 5, "f"]);
  const all = paged(more, { entries: [entry("g", "7")], remaining: 0, votes: {} });
  expect([all.hidden, all.knownTo, viewOf(all).truncated]).toEqual([0, null, false]);
});

test("a reload replaces what is upcoming and keeps what is not", () => {
  const room = withUpcoming({ ...part, stale: true }, "a", {
    entries: [entry("n", "2"), entry("o", "3")],
    remaining: 4,
    votes: {},
  });
  expect(ids(room)).toEqual(["a", "n", "o"]);
  expect([room.hidden, room.stale]).toEqual([4, false]);
});

test("a looping queue whose beginning is not known foretells nothing past its end", () => {
  const played = Array.from({ length: 10 }, (_, i) => entry(`p${i}`, `0${i}`));
  const room = fromSnapshot(snapshot({ loop: "queue", transport: ON_A, entries: [...played, entry("a", "1")] }));
  expect(viewOf(room).truncated).toBe(true);
  expect(viewOf(after(room, { type: "loop", mode: "off" })).truncated).toBe(false);
});

test("an event of a newer server is passed over", () => {
  expect(evolve(whole, { type: "confetti" } as unknown as Event)).toBe(whole);
});

test("members come, are renamed, and go", () => {
  const bo = {
    member_id: "bo",
    name: "Bo",
    joined_at_us: 2,
    left: false,
    role: "listener" as const,
    muted_until_us: 0,
  };
  const joined = after(whole, { type: "member", by: null, member: bo });
  expect([joined.members.get("bo")?.name, joined.memberCount]).toEqual(["Bo", 2]);
  const renamed = after(joined, { type: "member", by: null, member: { ...bo, name: "Bodil" } });
  expect([renamed.members.get("bo")?.name, renamed.memberCount]).toEqual(["Bodil", 2]);
  const gone = after(renamed, { type: "member", by: null, member: { ...bo, left: true } });
  expect([gone.members.has("bo"), gone.memberCount]).toEqual([false, 1]);
  expect(withMembers(whole, [bo]).memberCount).toBe(2);
});

test("name, settings, host and loop follow their events", () => {
  const room = after(
    whole,
    { type: "configured", by: null, name: "Garden", settings: { ...NEW_SETTINGS, control: "host" } },
    { type: "host", host_id: "me", by: null },
    { type: "loop", mode: "track" },
    { type: "silence", silent_since_us: 5 },
    { type: "transport", transport: { ...ON_A, playing: true }, previous: ON_A, by: null },
  );
  expect([room.name, room.settings.control, room.hostId, room.loop]).toEqual(["Garden", "host", "me", "track"]);
  expect([room.transport.playing, room.previous]).toEqual([true, ON_A]);
});

test("the click track is in the snapshot and follows its event", () => {
  const room = fromSnapshot(snapshot({ click_until_us: 7 }));
  expect(room.clickUntilUs).toBe(7);
  expect(after(room, { type: "click_track", until_us: 9 }).clickUntilUs).toBe(9);
});
