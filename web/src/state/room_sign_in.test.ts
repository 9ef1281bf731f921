import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Api } from "../net/api";
import { ANA, FakeServer, snapshot } from "../net/fake_server";
import { RoomState } from "./room.svelte";
import { Session } from "./session.svelte";

let server: FakeServer;
let room: RoomState;
/** What the cookie gets; null: it is good no more. */
let next: string | null;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  next = "fresh";
  const api = new Api({ token: null }, (url) => {
    const given = url === "/api/sessions/refresh" ? next : null;
    const body = JSON.stringify({ access: given, expires_in_s: 900, user: ANA });
    return Promise.resolve(new Response(body, { status: given === null ? 401 : 200 }));
  });
  const session = new Session(null, api, (act) => act());
  session.adopt({ access: "first", expires_in_s: 900, user: ANA });
  room = new RoomState(session, "KTW4QM", { open: server.open, watch: () => () => undefined });
  room.connect();
  server.accept({ missed: null, snapshot: snapshot({}) });
});

afterEach(() => {
  room.close();
  vi.useRealTimers();
});

test("a socket gets a fresh token before the old one ends", async () => {
  await vi.advanceTimersByTimeAsync(719_000);
  expect(server.socket.of("renew")).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(server.socket.of("renew")).toEqual([{ type: "renew", token: "fresh" }]);
});

test("a token that ran out while nothing was connected is replaced before hello", async () => {
  room.session.distrust();
  server.socket.cut(4102, "Your sign-in is to be renewed.");
  await vi.advanceTimersByTimeAsync(500);
  server.accept();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.socket.of("hello")[0]?.token).toBe("fresh");
});

test("whoever was signed out elsewhere is known here no more", async () => {
  next = null;
  server.socket.cut(4206, "You have been signed out on this device.");
  await vi.advanceTimersByTimeAsync(0);
  expect([room.connection, room.session.isKnown]).toEqual(["closed", false]);
});
