/** What becomes of commands while the connection is lost. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RoomClock } from "../core/clock";
import { FakeServer } from "./fake_server";
import { RoomSocket } from "./socket";

let server: FakeServer;
let socket: RoomSocket;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
  server = new FakeServer();
  const nothing = (): undefined => undefined;
  socket = new RoomSocket(
    {
      hello: () => ({ token: "secret", room: "KTW4QM", device_id: "device", last_rev: null }),
      distrust: nothing,
      rev: () => 3,
      status: () => ({ rtt_us: 1 }),
      welcome: nothing,
      events: nothing,
      presence: nothing,
      reports: nothing,
      chat: nothing,
      problem: nothing,
      waiting: nothing,
      knocks: nothing,
      connection: nothing,
    },
    new RoomClock({ earlyUs: 0, lateUs: 0 }),
    server.open,
    () => nothing,
  );
  socket.connect();
});

afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

/** So long after a cut, or as soon as it dials then. */
function redialledAfter(awayMs: number): void {
  vi.advanceTimersByTime(awayMs);
  const count = server.sockets.length;
  while (server.sockets.length === count) vi.advanceTimersByTime(20);
}

test.each([
  [0, 1],
  [4_000, 0],
])("a command asked for in a cut is sent after %d ms: %d, and nothing later", async (awayMs, sent) => {
  server.accept();
  server.socket.cut();
  const told = socket.command({ type: "play" }).then(
    () => "done",
    (refused: unknown) => (refused instanceof Error ? refused.message : "refused"),
  );
  redialledAfter(awayMs);
  server.accept();
  expect(server.socket.of("command")).toHaveLength(sent);
  if (sent === 0) expect(await told).toMatch(/^No connection/);
});

test("a command that was sent is sent again after a long cut: nothing acknowledged is lost", () => {
  server.accept();
  socket.command({ type: "skip", entry_id: "a" }).catch(() => undefined);
  server.socket.cut();
  redialledAfter(6_000);
  server.accept();
  expect(server.socket.of("command")).toHaveLength(1);
});
