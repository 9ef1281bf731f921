import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomClock } from "../core/clock";
import { FakeServer } from "./fake_server";
import { RoomSocket, type Connection } from "./socket";

let server: FakeServer;
let revive: () => void;
let connections: Connection[];
let socket: RoomSocket;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  server = new FakeServer();
  connections = [];
  const nothing = (): void => undefined;
  const port = {
    distrust: () => undefined,
    hello: () => ({ token: "secret", room: "KTW4QM", device_id: "device", last_rev: null }),
    rev: () => 3,
    status: () => null,
    connection: (connection: Connection) => void connections.push(connection),
  };
  const deaf = {
    welcome: nothing,
    events: nothing,
    presence: nothing,
    reports: nothing,
    chat: nothing,
    problem: nothing,
    waiting: nothing,
    knocks: nothing,
  };
  const watch = (callback: () => void): (() => void) => {
    revive = callback;
    return nothing;
  };
  socket = new RoomSocket({ ...port, ...deaf }, new RoomClock({ earlyUs: 0, lateUs: 0 }), server.open, watch);
  socket.connect();
});

afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

test("an approach that was closed meanwhile is dialled again by connecting, and not before", () => {
  socket.close();
  connections = [];
  socket.approach();
  server.socket.onopen?.();
  server.socket.cut(4101, "No hello came.");
  vi.advanceTimersByTime(60_000);
  expect(server.sockets).toHaveLength(2);
  expect(connections).toEqual([]);
  socket.connect();
  server.accept();
  expect(server.sockets).toHaveLength(3);
  expect(connections).toEqual(["online"]);
});

test("a hello that crosses the end of an idle socket is said again at once", () => {
  socket.close();
  connections = [];
  socket.approach();
  server.socket.onopen?.();
  socket.connect();
  expect(server.socket.of("hello")).toHaveLength(1);
  server.socket.cut(4101, "No hello came.");
  vi.advanceTimersByTime(201);
  expect(server.sockets).toHaveLength(3);
  server.accept();
  expect(connections).toEqual(["offline", "online"]);
});

test("connecting while the approach still dials waits for it", () => {
  socket.close();
  socket.approach();
  socket.connect();
  expect(server.sockets).toHaveLength(2);
  server.accept();
  expect(server.socket.of("hello")).toHaveLength(1);
});

test("a dial that hangs is given up for another when the network comes back", () => {
  revive();
  vi.advanceTimersByTime(1);
  expect(server.sockets).toHaveLength(2);
  expect(server.sockets[0]?.closed).not.toBeNull();
});

test("a server that never says welcome is tried again", () => {
  server.socket.onopen?.();
  vi.advanceTimersByTime(4500);
  expect(server.sockets).toHaveLength(2);
});

test("once the line is known, no dial into silence holds up the next one for more than four seconds", () => {
  server.accept();
  vi.advanceTimersByTime(2000);
  server.socket.cut();
  const dialledAtMs: number[] = [];
  for (let ms = 0; ms < 60_000; ms += 50) {
    if (server.sockets.length > dialledAtMs.length + 1) dialledAtMs.push(ms);
    vi.advanceTimersByTime(50);
  }
  const gaps = dialledAtMs.slice(1).map((at, i) => at - (dialledAtMs[i] ?? 0));
  expect(gaps.length).toBeGreaterThan(8);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(4000 + 1250 + 50);
});

test("the network coming back dials at once", () => {
  server.accept();
  for (let i = 0; i < 8; i += 1) {
    server.socket.cut();
    while (i < 7 && server.sockets.length < i + 2) vi.advanceTimersByTime(100);
  }
  const before = server.sockets.length;
  revive();
  vi.advanceTimersByTime(1);
  expect(server.sockets).toHaveLength(before + 1);
});
