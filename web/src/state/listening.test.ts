import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AudioProblem } from "../audio/ports";
import { RoomClock } from "../core/clock";
import { Api } from "../net/api";
import { ANA, entry, FakeServer, snapshot, STANDING } from "../net/fake_server";
import { FakeEars, PLAYING } from "./fake_ears";
import { Listening } from "./listening.svelte";
import { RoomState } from "./room.svelte";
import { Session } from "./session.svelte";

const S = 1_000_000;
let server: FakeServer;
let room: RoomState;
let ears: FakeEars;
let listening: Listening;
let meet: (problem: AudioProblem) => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  vi.stubGlobal("document", { visibilityState: "visible" });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
  server = new FakeServer();
  const session = new Session(null, new Api({ token: null }, () => Promise.reject(new Error("no network"))));
  session.adopt({ access: "secret", expires_in_s: 900, user: ANA });
  const clock = new RoomClock({ earlyUs: 0, lateUs: 0 });
  room = new RoomState(session, "KTW4QM", { open: server.open, watch: () => () => undefined, clock });
  ears = new FakeEars();
  listening = new Listening(room, (deps) => {
    meet = (problem) => deps.onProblem?.(problem);
    return ears;
  });
  room.connect();
});

afterEach(() => {
  listening.close();
  room.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function enter(): void {
  const transport = { ...STANDING, entry_id: "a", playing: true, at_us: server.nowUs() };
  server.accept({
    missed: null,
    snapshot: snapshot({ transport, entries: [entry("a", "1"), entry("b", "2")], upcoming_count: 1 }),
  });
  vi.advanceTimersByTime(2000);
}

function gate(epoch: number): void {
  const at_us = server.nowUs() + 3 * S;
  const transport = { ...STANDING, epoch, entry_id: "b", playing: true, at_us, gate_until_us: at_us };
  server.socket.say({
    type: "events",
    revisions: [{ rev: room.rev + 1, events: [{ type: "transport", transport, previous: null, by: null }] }],
  });
}

test("the player gets the plan while the clock is still measured, and again every few seconds", () => {
  server.answersProbes = false;
  enter();
  expect(room.clock.ready).toBe(false);
  expect(ears.plans.at(-1)?.map((segment) => segment.entryId)).toEqual(["a", "b", "b"]);
  expect(ears.tracks).toEqual(["a", "b"]);
  server.socket.cut();
  const before = ears.plans.length;
  vi.advanceTimersByTime(11_000);
  expect(ears.plans.length).toBeGreaterThanOrEqual(before + 2);
});

test("a gated epoch is answered once, as soon as the music is there", () => {
  enter();
  gate(2);
  vi.advanceTimersByTime(500);
  expect(server.socket.of("ready")).toHaveLength(0);
  ears.ready = true;
  vi.advanceTimersByTime(1000);
  expect(server.socket.of("ready")).toEqual([{ type: "ready", epoch: 2, buffered_ms: 0 }]);
});

test("the gate is answered and the status told from the sound, while the timers of a hidden page sleep", () => {
  enter();
  gate(2);
  ears.ready = true;
  const time = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 5000); // time passes, no timer fires
  const before = server.socket.of("status").length;
  ears.tell(PLAYING);
  expect(server.socket.of("status")).toHaveLength(before + 1);
  gate(3);
  ears.tell(PLAYING);
  expect(server.socket.of("ready").at(-1)?.epoch).toBe(3);
  time.mockRestore(); // only now: time never runs back
});

test("running dry is told", () => {
  enter();
  ears.tell({ ...PLAYING, dropouts: 1 });
  ears.tell({ ...PLAYING, dropouts: 1 });
  expect(server.socket.of("stall")).toEqual([{ type: "stall", epoch: 1 }]);
});

test("the status says how this device keeps step", () => {
  enter();
  ears.tell(PLAYING);
  vi.advanceTimersByTime(1000);
  expect(server.socket.of("status").at(-1)).toMatchObject({
    err_us: 120,
    buffered_ms: 9000,
    source: "worklet",
    audible: true,
    buffered: [{ entry_id: "a", from_us: 0, to_us: 5_000_000 }],
  });
});

test("a muted device is not waited for", () => {
  enter();
  ears.tell(PLAYING);
  listening.setMuted(true);
  expect(server.socket.of("status").at(-1)?.audible).toBe(false);
  listening.setVolume(0.5);
  expect([listening.muted, ears.muted, ears.volume]).toEqual([false, false, 0.5]);
});

test("a pause here silences this device only, and one call brings it back", async () => {
  enter();
  listening.pauseHere();
  expect([listening.silenced, ears.silent, room.playing]).toEqual([true, true, true]);
  await listening.comeBack();
  expect([listening.silenced, ears.silent, ears.unlocked]).toEqual([false, false, 1]);
});

test("a problem is told, and forgotten once music sounds again", () => {
  const problem: AudioProblem = { code: "device", message: "The sound output went away." };
  enter();
  ears.tell(PLAYING);
  meet(problem);
  ears.tell(PLAYING);
  expect(listening.problem).toEqual(problem);
  ears.tell({ ...PLAYING, state: "interrupted" });
  expect(listening.problem).toEqual(problem);
  ears.tell(PLAYING);
  expect(listening.problem).toBeNull();
  meet(problem);
  vi.advanceTimersByTime(20_000);
  ears.tell(PLAYING);
  expect(listening.problem).toBeNull();
});

test("a lost output is forgotten when another one is open, though nothing plays", () => {
  enter();
  ears.tell({ ...PLAYING, state: "idle" });
  meet({ code: "device", message: "The sound output stopped." });
  ears.tell({ ...PLAYING, state: "interrupted" });
  ears.tell({ ...PLAYING, state: "locked" });
  expect(listening.problem).not.toBeNull();
  ears.tell({ ...PLAYING, state: "idle" });
  expect(listening.problem).toBeNull();
});

test("the status tells why this device may be off, and what its trim is", () => {
  enter();
  listening.trim.set(-27_000);
  ears.tell({ ...PLAYING, latencyMs: 180, outputKey: "speaker", dropouts: 2 });
  vi.advanceTimersByTime(1000);
  const told = { cause: "output", trim_us: -27_000, remote: false, dropouts: 2, suspect_us: null };
  expect(server.socket.of("status").at(-1)).toMatchObject(told);
  expect([ears.trimUs, listening.health.cause]).toEqual([-27_000, "output"]);
});

test("a dragged slider is heard at once, and told and stored a few times a second", () => {
  enter();
  ears.tell({ ...PLAYING, outputKey: "speaker" });
  const before = server.socket.of("status").length;
  for (let step = 1; step <= 120; step += 1) {
    listening.trim.set(step * 1000);
    expect(ears.trimUs).toBe(step * 1000);
    vi.advanceTimersByTime(8);
  }
  vi.advanceTimersByTime(300);
  const told = server.socket.of("status").slice(before);
  expect(told.length).toBeLessThan(10);
  expect(told.at(-1)?.trim_us).toBe(120_000);
});

test("what the server would end the connection for is never told", () => {
  enter();
  ears.tell({ ...PLAYING, bufferedMs: NaN, latencyMs: Infinity, armMs: -Infinity });
  vi.advanceTimersByTime(1000);
  const told = server.socket.of("status").at(-1);
  expect([told?.buffered_ms, told?.latency_ms, told?.arm_ms]).toEqual([0, 0, 0]);
});

test("another output brings its own trim", () => {
  enter();
  ears.tell({ ...PLAYING, outputKey: "speaker" });
  listening.trim.set(12_000);
  ears.tell({ ...PLAYING, outputKey: "phones" });
  expect([ears.trimUs, listening.trimUs]).toEqual([0, 0]);
  ears.tell({ ...PLAYING, outputKey: "speaker" });
  expect(ears.trimUs).toBe(12_000);
});

test("a remote makes no sound and is waited for by nobody, until it is asked to listen", async () => {
  enter();
  listening.setRemote(true);
  ears.tell({ ...PLAYING, state: "remote", errUs: null });
  expect(server.socket.of("status").at(-1)).toMatchObject({ remote: true, audible: false });
  expect([ears.remote, listening.health.headline]).toEqual([true, "Remote only"]);
  await listening.unlock();
  expect(ears.unlocked).toBe(0);
  ears.ready = true;
  gate(2);
  vi.advanceTimersByTime(500);
  expect(server.socket.of("ready")).toHaveLength(0);
  await listening.comeBack();
  expect([ears.remote, ears.unlocked, listening.remote]).toEqual([false, 1, false]);
  expect(server.socket.of("status").at(-1)).toMatchObject({ remote: false });
});

test("a remote asks for no tap, whatever was paused before", () => {
  enter();
  listening.pauseHere();
  listening.setRemote(true);
  expect([listening.silence, ears.silent, ears.remote]).toEqual([null, false, true]);
});

test("a click on this device alone comes to an end by itself", () => {
  enter();
  const nowUs = room.nowUs();
  listening.click.setHere(true);
  expect(ears.clickUntilUs).toBeGreaterThan(nowUs);
  expect(ears.clickUntilUs).toBeLessThan(nowUs + 200 * S);
  vi.advanceTimersByTime(200_000);
  expect([listening.click.here, ears.clickUntilUs]).toEqual([false, 0]);
});

test("the room's click track is played until its end, unless it is declined here", () => {
  enter();
  const until_us = server.nowUs() + 60 * S;
  const click = (untilUs: number): void =>
    server.socket.say({
      type: "events",
      revisions: [{ rev: room.rev + 1, events: [{ type: "click_track", until_us: untilUs }] }],
    });
  click(until_us);
  expect([ears.clickUntilUs, listening.click.fromRoom]).toEqual([until_us, true]);
  listening.click.decline();
  expect([ears.clickUntilUs, listening.click.fromRoom]).toEqual([0, false]);
  click(until_us + S);
  expect(ears.clickUntilUs).toBe(until_us + S);
  click(0);
  expect([ears.clickUntilUs, listening.click.fromRoom]).toEqual([0, false]);
  listening.click.setHere(true);
  expect(ears.clickUntilUs).toBeGreaterThan(server.nowUs());
  listening.click.setHere(false);
  expect(ears.clickUntilUs).toBe(0);
});

test("the last minute of errors is kept, and no more", () => {
  enter();
  for (let second = 0; second < 100; second += 1) {
    ears.tell({ ...PLAYING, errUs: second });
    vi.advanceTimersByTime(1000);
  }
  expect(listening.history.points.length).toBeLessThanOrEqual(61);
  expect(listening.history.points.at(-1)?.errUs).toBe(99);
});

test("closing closes the ears", () => {
  listening.close();
  expect(ears.closed).toBe(true);
});

test.each([4206, 4202, 4204, 4205])("a room that is closed for good (%i) is not heard any more", (code) => {
  enter();
  const plans = ears.plans.length;
  server.socket.cut(code, "");
  expect(ears.closed).toBe(true);
  vi.advanceTimersByTime(20_000);
  expect(ears.plans).toHaveLength(plans);
  void listening.comeBack();
  expect(ears.unlocked).toBe(0);
});

test("a guest's first tab keeps the sound to itself though the tap came before they had an id", async () => {
  const user = room.session.user;
  room.session.user = null;
  void listening.unlock();
  room.session.user = user;
  enter();
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 1000); // two claims in one millisecond would be decided by lot
  const second = new Listening(room, () => new FakeEars());
  void second.unlock();
  await vi.waitFor(() => expect(listening.silence).toBe("other-tab"));
  second.close();
});
