import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomClock } from "../core/clock";
import type { EventsMessage } from "../core/protocol.gen";
import { FakeServer } from "./fake_server";
import type { HelloBody } from "./port";
import { RoomSocket, type Closed, type Connection, type SocketPort } from "./socket";

let server: FakeServer;
let revive: () => void;
let welcomed: () => void;
let known: boolean;
let distrusted: number;
let hello: SocketPort["hello"];
let connections: Connection[];
let closed: Closed | null;
let events: EventsMessage[];
let clock: RoomClock;
let socket: RoomSocket;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  server = new FakeServer();
  connections = [];
  known = true;
  distrusted = 0;
  welcomed = () => undefined;
  closed = null;
  events = [];
  clock = new RoomClock({ earlyUs: 0, lateUs: 0 });
  hello = () => (known ? { token: "secret", room: "KTW4QM", device_id: "device", last_rev: null } : null);
  socket = made();
});

function made(): RoomSocket {
  const opened = new RoomSocket(
    {
      hello: () => hello(),
      distrust: () => (distrusted += 1),
      rev: () => 3,
      status: () => ({ rtt_us: 1 }),
      welcome: () => welcomed(),
      events: (message) => events.push(message),
      presence: () => undefined,
      reports: () => undefined,
      chat: () => undefined,
      problem: () => undefined,
      waiting: () => undefined,
      knocks: () => undefined,
      connection: (connection, why) => {
        connections.push(connection);
        closed = why;
      },
    },
    clock,
    server.open,
    (callback) => {
      revive = callback;
      return () => undefined;
    },
  );
  opened.connect();
  return opened;
}

afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

test("hello is the first message and carries the token", () => {
  server.accept();
  expect(server.socket.sent[0]).toMatchObject({ type: "hello", protocol: 2, token: "secret", room: "KTW4QM" });
  expect(connections).toEqual(["online"]);
});

test("the page coming to the front brings a burst of probes, and so does an answer that contradicts all others", () => {
  server.accept();
  vi.advanceTimersByTime(600_000);
  const before = server.socket.of("time").length;
  revive();
  vi.advanceTimersByTime(1300);
  expect(server.socket.of("time").length - before).toBeGreaterThanOrEqual(18);
  vi.advanceTimersByTime(60_000);
  server.offsetUs += 60_000_000;
  vi.advanceTimersByTime(2000 + 400);
  expect(clock.restarts).toBe(1);
  expect(Math.abs(clock.nowUs() - server.nowUs())).toBeLessThan(5);
});

test("a connection that answers no probe is dropped and dialled anew", () => {
  server.accept();
  server.answersProbes = false;
  vi.advanceTimersByTime(20_000);
  expect(connections.at(-1)).toBe("offline");
  expect(server.sockets.length).toBeGreaterThan(1);
});

test("status goes out once a second", () => {
  server.accept();
  vi.advanceTimersByTime(5100);
  expect(server.socket.of("status")).toHaveLength(6);
});

test("asked more often, the status still goes out once a second", () => {
  server.accept();
  const before = server.socket.of("status").length;
  for (let ms = 0; ms < 3000; ms += 400) {
    socket.tellStatusIfDue();
    vi.advanceTimersByTime(400);
  }
  expect(server.socket.of("status").length - before).toBeGreaterThanOrEqual(2);
  expect(server.socket.of("status").length - before).toBeLessThanOrEqual(3);
});

test("a command settles with its answer", async () => {
  server.accept();
  const played = socket.command({ type: "play" });
  const sent = server.socket.of("command")[0];
  expect(sent).toMatchObject({ body: { type: "play" }, base_rev: 3 });
  server.socket.say({ type: "ack", cmd_id: sent?.cmd_id ?? "", rev: 9, note: null });
  await expect(played).resolves.toEqual({ rev: 9, cmdId: sent?.cmd_id });

  const skipped = socket.command({ type: "clear" });
  const cmd_id = server.socket.of("command")[1]?.cmd_id ?? "";
  const refused = { code: "too_soon", message: "You can add again in 3 minutes.", retryable: true };
  server.socket.say({ type: "refused", cmd_id, ...refused, fits_in_us: 180e6 });
  await expect(skipped).rejects.toMatchObject({ ...refused, fitsInUs: 180e6 });
});

test("a command without an answer is sent again under the same id after a cut", async () => {
  server.accept();
  const played = socket.command({ type: "play" });
  const first = server.socket.of("command")[0];
  server.socket.cut();
  vi.advanceTimersByTime(1300);
  server.accept();
  expect(server.socket.of("command")).toEqual([first]);
  server.socket.say({ type: "ack", cmd_id: first?.cmd_id ?? "", rev: 4, note: null });
  await expect(played).resolves.toMatchObject({ rev: 4 });
  server.socket.cut();
  vi.advanceTimersByTime(1300);
  server.accept();
  expect(server.socket.of("command")).toHaveLength(0);
});

test("a command asked for while offline waits for the welcome", () => {
  const played = socket.command({ type: "play" });
  played.catch(() => undefined);
  expect(server.socket.sent).toHaveLength(0);
  server.accept();
  expect(server.socket.of("command")).toHaveLength(1);
});

test("a command that nobody answers is given up", async () => {
  const refused = expect(socket.command({ type: "play" })).rejects.toMatchObject({ code: "offline", retryable: true });
  vi.advanceTimersByTime(15_001);
  await refused;
  server.accept();
  expect(server.socket.of("command")).toHaveLength(0);
});

/** How long it takes to dial again after a close, ms. */
function nextDial(code: number): number {
  const count = server.sockets.length;
  const from = performance.now();
  server.socket.cut(code, "");
  while (server.sockets.length === count) vi.advanceTimersByTime(50);
  return performance.now() - from;
}

test("a restarting server and a lost network are dialled again and again for a minute, then ever more rarely", () => {
  server.accept();
  const quick = Array.from({ length: 60 }, (_unused, i) => nextDial(i % 2 === 0 ? 4000 : 1006));
  expect(Math.max(...quick)).toBeLessThanOrEqual(1300);
  expect(quick.reduce((sum, ms) => sum + ms)).toBeGreaterThan(20_000);
  const later = Array.from({ length: 10 }, () => nextDial(1006));
  expect(later.at(-1)).toBeGreaterThanOrEqual(10_000);
  expect(Math.max(...later)).toBeLessThan(31_000);
});

test("who was sent away for something of their own comes back later and later from the first time on", () => {
  server.accept();
  const delays = Array.from({ length: 6 }, () => nextDial(4002));
  expect(delays[0]).toBeLessThan(800);
  expect(delays[5]).toBeGreaterThan(4000);
});

test("an approach measures the clock and says nothing of who is here; connecting then only takes a hello", () => {
  socket.close();
  connections = [];
  socket.approach();
  server.socket.onopen?.();
  vi.advanceTimersByTime(2000);
  expect(clock.ready).toBe(true);
  expect(server.socket.of("hello")).toHaveLength(0);
  socket.connect();
  expect(server.sockets).toHaveLength(2);
  expect(server.socket.of("hello")).toHaveLength(1);
  const before = clock.nowUs();
  server.accept();
  expect(connections.at(-1)).toBe("online");
  expect(clock.ready).toBe(true);
  expect(Math.abs(clock.nowUs() - before)).toBeLessThan(1000);
});

test("a resync is dialled at once, and the clock is kept", () => {
  server.accept();
  vi.advanceTimersByTime(2000);
  expect(clock.ready).toBe(true);
  socket.resync();
  expect(server.socket.closed?.code).toBe(4100);
  vi.advanceTimersByTime(201);
  expect(server.sockets).toHaveLength(2);
  expect(clock.ready).toBe(true);
});

test("a welcome that is not enough is dropped and leaves nothing running", () => {
  welcomed = () => socket.resync();
  server.accept();
  expect(connections).toEqual(["offline"]);
  expect(server.socket.sent.map((message) => message.type)).toEqual(["hello"]);
  expect(vi.getTimerCount()).toBe(1); // the next dial
});

test("a resync that does not help is tried ever more rarely", () => {
  welcomed = () => socket.resync();
  for (let ms = 0; ms < 60_000; ms += 50) {
    if (server.socket.closed === null) server.accept();
    vi.advanceTimersByTime(50);
  }
  expect(server.sockets.length).toBeGreaterThan(3);
  expect(server.sockets.length).toBeLessThan(15);
});

test("once nobody is known here any more the room is closed, and says so", () => {
  server.accept();
  known = false;
  server.socket.cut();
  vi.advanceTimersByTime(60_000);
  expect(server.sockets).toHaveLength(1);
  expect([connections.at(-1), closed?.code]).toEqual(["closed", 4201]);
});

test("some closes are for good, and say why", async () => {
  server.accept();
  const refused = expect(socket.command({ type: "play" })).rejects.toMatchObject({ code: "closed" });
  server.socket.cut(4202, "no such room");
  await refused;
  vi.advanceTimersByTime(60_000);
  expect(server.sockets).toHaveLength(1);
  expect(connections.at(-1)).toBe("closed");
  expect(closed).toEqual({ code: 4202, reason: "no such room" });
});

test("events are handed on, and nothing after the close", () => {
  server.accept();
  server.socket.say({ type: "events", revisions: [] });
  expect(events).toHaveLength(1);
  const last = server.socket;
  socket.close();
  last.say({ type: "events", revisions: [] });
  expect(events).toHaveLength(1);
  expect(last.closed?.code).toBe(1000);
});

test("a token that is refused is replaced once before the room is closed", () => {
  server.accept();
  server.socket.cut(4201, "Please sign in.");
  vi.advanceTimersByTime(1000);
  expect([server.sockets.length, distrusted, connections.at(-1)]).toEqual([2, 1, "offline"]);
  server.socket.cut(4201, "Please sign in.");
  expect([server.sockets.length, distrusted, connections.at(-1)]).toEqual([2, 1, "closed"]);
});

test("hello waits for a token that is being asked for, and a socket that is gone by then gets none", async () => {
  socket.close();
  let give: (body: HelloBody) => void = () => undefined;
  const body = { token: "late", room: "KTW4QM", device_id: "device", last_rev: null };
  hello = () => new Promise((resolve) => (give = resolve));
  socket = made();
  server.accept();
  expect(server.socket.of("hello")).toEqual([]);
  give(body);
  await Promise.resolve();
  expect(server.socket.of("hello")[0]?.token).toBe("late");
});
