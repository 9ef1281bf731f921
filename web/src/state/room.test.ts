import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomClock } from "../core/clock";
import type { Event, Transport } from "../core/protocol.gen";
import { Api } from "../net/api";
import { ANA, entry, FakeServer, member, present, snapshot, STANDING } from "../net/fake_server";
import { RoomState } from "./room.svelte";
import { Session } from "./session.svelte";

const S = 1_000_000;
let server: FakeServer;
let room: RoomState;
let asked: string[];
let answers: Record<string, unknown>;

const ON_A = (): Transport => ({ ...STANDING, entry_id: "a", playing: true, at_us: server.nowUs() - 10 * S });
const three = [entry("a", "1"), entry("b", "2"), entry("c", "3")];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  server = new FakeServer();
  asked = [];
  answers = {};
  const api = new Api({ token: "secret" }, (url) => {
    asked.push(url);
    const answer = answers[url.split("?")[0] ?? ""];
    return Promise.resolve(new Response(JSON.stringify(answer ?? { code: "gone" }), { status: answer ? 200 : 404 }));
  });
  const session = new Session(null, api);
  session.adopt({ access: "secret", expires_in_s: 900, user: ANA });
  const clock = new RoomClock({ earlyUs: 0, lateUs: 0 });
  room = new RoomState(session, "KTW4QM", { open: server.open, watch: () => () => undefined, clock });
  room.connect();
});

afterEach(() => {
  room.close();
  vi.useRealTimers();
});

function enter(more: Parameters<typeof snapshot>[0] = {}): void {
  server.accept({
    missed: null,
    snapshot: snapshot({ transport: ON_A(), entries: three, upcoming_count: 2, ...more }),
  });
  vi.advanceTimersByTime(2000);
}

function news(rev: number, ...events: Event[]): void {
  server.socket.say({ type: "events", revisions: [{ rev, events }] });
}

const lastCommand = () => server.socket.of("command").at(-1);
const upcoming = (): string[] => room.upcoming.map((each) => each.entry_id);
test("a snapshot fills the room", () => {
  enter();
  expect([room.loaded, room.name, room.rev, room.me]).toEqual([true, "Kitchen", 5, "me"]);
  expect([room.current?.entry_id, room.audible?.entry_id, room.playing]).toEqual(["a", "a", true]);
  expect([upcoming(), room.upcomingCount]).toEqual([["b", "c"], 2]);
  expect(Math.abs(room.positionUs() - 12 * S)).toBeLessThan(100);
});

test("a track end needs no message", () => {
  enter();
  vi.advanceTimersByTime(49_000);
  expect([room.current?.entry_id, room.audible?.entry_id, room.transport?.epoch]).toEqual(["b", "b", 2]);
  expect(room.played.map((each) => each.entry_id)).toEqual(["a"]);
  expect(upcoming()).toEqual(["c"]);
  vi.advanceTimersByTime(130_000);
  expect([room.current?.entry_id, room.playing, room.transport?.ended]).toEqual(["c", false, true]);
});

test("the clock alone shows nothing anew, and only plans again", () => {
  enter({ members: [member("bo", "Bo", 0)] });
  vi.advanceTimersByTime(49_000); // into b, by time alone
  let plans = 0;
  room.onPlan(() => (plans += 1));
  const shown = () => [room.transport, room.upcoming, room.played, room.members, room.current, room.settings];
  const before = shown();
  vi.advanceTimersByTime(20_000);
  expect(plans).toBeGreaterThan(10);
  for (const [i, each] of shown().entries()) expect(each).toBe(before[i]);
});

test("a lost network changes nothing that plays", () => {
  enter();
  server.socket.cut();
  expect(room.connection).toBe("offline");
  vi.advanceTimersByTime(55_000);
  expect(room.audible?.entry_id).toBe("b");
  expect(room.plan(room.nowUs())).toHaveLength(3);
});

test("nothing of a wish is shown while the connection is lost", () => {
  enter();
  room.pause().catch(() => undefined);
  expect(room.playing).toBe(false);
  server.socket.cut();
  expect([room.playing, room.reachable]).toEqual([true, false]);
  room.clear().catch(() => undefined);
  expect([room.playing, upcoming()]).toEqual([true, ["b", "c"]]);
});

test("a switch that is scheduled is current at once, audible when it comes", () => {
  enter();
  const now = server.nowUs();
  const transport = {
    ...ON_A(),
    epoch: 2,
    entry_id: "c",
    position_us: 0,
    at_us: now + 2 * S,
    gate_until_us: now + 2 * S,
  };
  news(6, { type: "transport", transport, previous: ON_A(), by: "me" });
  expect([room.current?.entry_id, room.audible?.entry_id, room.gated]).toEqual(["c", "a", true]);
  vi.advanceTimersByTime(2100);
  expect([room.audible?.entry_id, room.gated]).toEqual(["c", false]);
});

test("a track taken out of the queue is shown as long as it sounds", () => {
  enter();
  const transport = { ...ON_A(), epoch: 2, entry_id: "b", position_us: 0, at_us: server.nowUs() + S };
  news(
    6,
    { type: "removed", entry_ids: ["a"], undo_id: "u", by: "me" },
    { type: "transport", transport, previous: ON_A(), by: "me" },
  );
  expect([room.current?.entry_id, room.audible?.entry_id]).toEqual(["b", "a"]);
  expect(room.tracks().has("a")).toBe(true);
});

test("old news is passed over, and a gap is answered by a fresh hello", () => {
  enter();
  news(5, { type: "loop", mode: "track" });
  expect(room.loop).toBe("off");
  news(8, { type: "loop", mode: "track" });
  expect(room.loop).toBe("off");
  vi.advanceTimersByTime(300);
  server.socket.onopen?.();
  expect(server.socket.of("hello")[0]?.last_rev).toBe(5);
});

test("what was missed is applied after a reconnect", () => {
  enter();
  server.socket.cut();
  vi.advanceTimersByTime(1300);
  server.accept({ missed: [{ rev: 6, events: [{ type: "loop", mode: "queue" }] }] });
  expect([room.loop, room.rev, room.connection]).toEqual(["queue", 6, "online"]);
});

test("an entry that is needed and not known is fetched with everything else", () => {
  enter();
  news(6, { type: "transport", transport: { ...ON_A(), epoch: 2, entry_id: "elsewhere" }, previous: null, by: null });
  vi.advanceTimersByTime(300);
  server.socket.onopen?.();
  expect(server.sockets).toHaveLength(2);
  expect(server.socket.of("hello")[0]?.last_rev).toBeNull();
});

test("removing and moving show at once, and step back when refused", async () => {
  enter();
  const moved = room.move("c", null);
  expect(upcoming()).toEqual(["c", "b"]);
  const removed = room.remove(["b"]);
  expect([upcoming(), room.upcomingCount]).toEqual([["c"], 1]);
  const [move, remove] = server.socket.of("command");
  server.socket.say({
    type: "refused",
    cmd_id: move?.cmd_id ?? "",
    code: "next_is_fixed",
    message: "…",
    retryable: false,
    fits_in_us: 0,
  });
  await expect(moved).rejects.toMatchObject({ code: "next_is_fixed" });
  server.socket.say({ type: "ack", cmd_id: remove?.cmd_id ?? "", rev: 6, note: null });
  await expect(removed).resolves.toEqual({ rev: 6, cmdId: remove?.cmd_id });
  expect(upcoming()).toEqual(["c"]);
  news(6, { type: "removed", entry_ids: ["b"], undo_id: "u", by: "me" });
  expect(upcoming()).toEqual(["c"]);
});

test("the button follows the wish, the music the room", () => {
  enter();
  void room.pause().catch(() => undefined);
  expect(room.playing).toBe(false);
  expect(room.transport?.playing).toBe(true);
});

test("commands name the current entry, track ends folded in", () => {
  enter();
  vi.advanceTimersByTime(50_000);
  void room.skip().catch(() => undefined);
  expect(lastCommand()?.body).toEqual({ type: "skip", entry_id: "b" });
  void room.seek(1234.6).catch(() => undefined);
  expect(lastCommand()?.body).toEqual({ type: "seek", entry_id: "b", position_us: 1235 });
});

test("a seek shows where it is going, from the tap until it is heard", async () => {
  enter();
  const sought = room.seek(40 * S, "a");
  expect(room.seeking).toEqual({ entryId: "a", positionUs: 40 * S });
  const transport = { ...ON_A(), epoch: 2, position_us: 40 * S, at_us: server.nowUs() + S };
  news(6, { type: "transport", transport, previous: ON_A(), by: "me" });
  server.socket.say({ type: "ack", cmd_id: lastCommand()?.cmd_id ?? "", rev: 6, note: null });
  await sought;
  expect(room.seeking).toEqual({ entryId: "a", positionUs: 40 * S });
  expect(room.positionUs()).toBeLessThan(20 * S);
  vi.advanceTimersByTime(1100);
  expect(room.seeking).toBeNull();
  expect(room.positionUs()).toBeGreaterThanOrEqual(40 * S);
});

test("a seek that is refused steps back, and one of a track that is over is not moved to the next", async () => {
  enter();
  const sought = room.seek(40 * S, "gone");
  expect([room.seeking, lastCommand()?.body]).toEqual([null, { type: "seek", entry_id: "gone", position_us: 40 * S }]);
  const again = room.seek(50 * S);
  expect(room.seeking?.positionUs).toBe(50 * S);
  for (const { cmd_id } of server.socket.of("command")) {
    server.socket.say({ type: "refused", cmd_id, code: "not_current", message: "…", retryable: false, fits_in_us: 0 });
  }
  await expect(sought).rejects.toMatchObject({ code: "not_current" });
  await expect(again).rejects.toMatchObject({ code: "not_current" });
  expect(room.seeking).toBeNull();
});

test("with nothing in the queue there is nothing to skip", async () => {
  enter({ transport: STANDING, entries: [], upcoming_count: 0 });
  await expect(room.skip()).rejects.toMatchObject({ code: "queue_empty" });
});

test("the rest of a long queue is fetched when the known part gets short", async () => {
  answers["/api/rooms/KTW4QM/queue"] = { entries: [entry("d", "4")], remaining: 6, rev: 5, votes: {} };
  enter({ upcoming_count: 9 });
  await vi.waitFor(() => expect(upcoming()).toContain("d"));
  expect(asked[0]).toContain("after=c");
  expect(room.upcomingCount).toBe(9);
});

test("a queue that goes round is known from its beginning", async () => {
  const played = Array.from({ length: 10 }, (_, i) => entry(`p${i}`, `0${i}`));
  answers["/api/rooms/KTW4QM/queue"] = { entries: [entry("o", "00")], remaining: 0, rev: 5, votes: {} };
  enter({ entries: [...played, entry("a", "1")], upcoming_count: 0, loop: "queue" });
  await vi.waitFor(() => expect(room.played[0]?.entry_id).toBe("o"));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain("before=p0");
});

test("people are members with where they are now", () => {
  enter({
    host_id: "bo",
    members: [member("bo", "Bo", 0), member("me", "Ana", 1)],
  });
  expect(room.isHost).toBe(false);
  server.socket.say({ type: "presence", changed: [present({ member_id: "bo", err_us: 40 })], listeners: 1 });
  expect(room.members.map(({ name, isMe, isHost, presence }) => [name, isMe, isHost, presence?.err_us])).toEqual([
    ["Ana", true, false, undefined],
    ["Bo", false, true, 40],
  ]);
  expect(room.audience.hearing + room.audience.silent).toBe(1);
  server.socket.say({ type: "presence", changed: [present({ member_id: "bo", connected: false })], listeners: 0 });
  expect(room.members[1]?.presence).toBeNull();
});

test("a room that is closed for good says why", () => {
  enter();
  server.socket.cut(4205, "left");
  expect([room.connection, room.closed?.code]).toEqual(["closed", 4205]);
  expect(room.plan(room.nowUs())).toEqual([]);
});

test("leaving is told and waits for nobody", async () => {
  enter();
  const { socket } = server;
  await room.leave();
  expect(lastCommand()?.body).toEqual({ type: "leave" });
  expect([room.connection, socket.closed?.code]).toEqual(["closed", 1000]);
});

test("leaving works without the server too", () => {
  enter();
  server.socket.cut();
  void room.leave();
  expect(room.connection).toBe("closed");
  vi.advanceTimersByTime(30_000);
  expect(server.sockets).toHaveLength(1);
});

test("a room that was left is at rest, whatever is answered later", async () => {
  enter();
  const asked = room.play();
  room.close();
  await expect(asked).rejects.toMatchObject({ code: "closed" });
  expect(vi.getTimerCount()).toBe(0);
});
