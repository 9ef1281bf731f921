import { expect, test, vi } from "vitest";
import { ANA } from "../net/fake_server";
import { Session } from "./session.svelte";

class Memory implements Storage {
  readonly #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  clear = (): void => this.#items.clear();
  getItem = (key: string): string | null => this.#items.get(key) ?? null;
  key = (): string | null => null;
  removeItem = (key: string): void => void this.#items.delete(key);
  setItem = (key: string, value: string): void => void this.#items.set(key, value);
}

/** A browser with its storage and its cookie, and a server that knows whose cookie is good. */
function lab() {
  const storage = new Memory();
  const asked: string[] = [];
  const server = { cookie: false, tokens: 0, status: 200, old: "old" as string | null };
  const answer = (url: string, init: RequestInit): Response => {
    const method = init.method ?? "GET";
    const headers = init.headers as Record<string, string>;
    asked.push(`${method} ${url}`);
    const body = JSON.parse(typeof init.body === "string" ? init.body : "{}") as { name?: string; token?: string };
    const json = (value: unknown, status = server.status) => new Response(JSON.stringify(value), { status });
    const session = () => {
      server.cookie = true;
      server.tokens += 1;
      return json({ access: `t${server.tokens}`, expires_in_s: 900, user: { ...ANA, name: body.name ?? "Ana" } });
    };
    if (url === "/api/guests") return session();
    const good = headers["X-Sonix"] === "1";
    if (url === "/api/sessions/refresh") return good && server.cookie ? session() : json({}, 401);
    if (url === "/api/sessions/exchange") return good && body.token === server.old ? session() : json({}, 401);
    if (headers["Authorization"] !== `Bearer t${server.tokens}`) return json({}, 401);
    if (url.startsWith("/api/admin/")) return json({ code: "admin_needed" }, 403);
    if (url === "/api/sessions/current") {
      server.cookie = false;
      return new Response(null, { status: 204 });
    }
    return json({ ...ANA, name: body.name ?? "Ana" });
  };
  const browser = globalThis.fetch;
  const open = (): Session => {
    globalThis.fetch = (input, init) => Promise.resolve(answer(input as string, init ?? {}));
    return new Session(storage, undefined, (act) => act());
  };
  return { open, asked, storage, server, close: () => (globalThis.fetch = browser) };
}

test("a guest is made once, without any other request, and known on the next visit by the cookie", async () => {
  const { open, asked } = lab();
  const session = open();
  await session.refresh();
  await Promise.all([session.ensureGuest("Ana"), session.ensureGuest("Ana")]);
  expect(asked).toEqual(["POST /api/guests"]);
  const again = open();
  expect([again.token, again.user?.name, again.isKnown]).toEqual([null, "Ana", true]);
  expect(again.deviceId).toBe(session.deviceId);
  await again.refresh();
  expect([again.token, asked.at(-1)]).toEqual(["t2", "POST /api/sessions/refresh"]);
});

test("the token is in memory only", async () => {
  const { open, storage } = lab();
  const session = open();
  await session.ensureGuest("Ana");
  const kept = ["sonix.user", "sonix.device", "sonix.token"].map((key) => storage.getItem(key) ?? "");
  expect(kept.join(" ")).not.toContain(session.token);
});

test("a known guest who gives another name is renamed", async () => {
  const { open, asked } = lab();
  const session = open();
  await session.ensureGuest("Ana");
  expect((await session.ensureGuest("Anna")).name).toBe("Anna");
  await session.ensureGuest("Anna");
  expect(asked).toEqual(["POST /api/guests", "PATCH /api/me"]);
});

test("what is asked at once waits for one renewal, and a refused token is renewed once", async () => {
  const { open, asked, server } = lab();
  await open().ensureGuest("Ana");
  const session = open();
  await Promise.all([session.api.rooms(), session.api.me(), session.refresh()]);
  expect(asked.filter((each) => each.endsWith("refresh"))).toHaveLength(1);
  server.tokens += 1; // the server's word: that token is no good any more
  expect((await session.api.me()).name).toBe("Ana");
  server.cookie = false;
  server.tokens += 1;
  await expect(session.api.me()).rejects.toMatchObject({ status: 401 });
  expect(session.isKnown).toBe(false);
});

test("a guest of before is exchanged, once, and keeps being who they are", async () => {
  const { open, asked, storage } = lab();
  storage.setItem("sonix.token", "old");
  const session = open();
  expect(session.isKnown).toBe(true);
  expect((await session.ensureGuest("Ana")).user_id).toBe("me");
  expect([storage.getItem("sonix.token"), session.token]).toEqual([null, "t1"]);
  await open().refresh();
  expect(asked).toEqual(["POST /api/sessions/exchange", "POST /api/sessions/refresh"]);
});

test("a token of before that another tab has exchanged gives way to the cookie", async () => {
  const { open, asked, storage, server } = lab();
  storage.setItem("sonix.token", "used up");
  server.cookie = true;
  expect((await open().refresh())?.user_id).toBe("me");
  expect(asked).toEqual(["POST /api/sessions/exchange", "POST /api/sessions/refresh"]);
});

test("a guest the server has forgotten is made anew when they join", async () => {
  const { open, asked, server } = lab();
  await open().ensureGuest("Ana");
  server.cookie = false;
  const session = open();
  void session.refresh();
  expect((await session.ensureGuest("Ben")).name).toBe("Ben");
  expect(asked.slice(1)).toEqual(["POST /api/sessions/refresh", "POST /api/guests"]);
});

test("whoever is shut out is told why, until they are let in again or signed out", async () => {
  const banned = (): Response =>
    new Response(JSON.stringify({ code: "banned", detail: "Shut out: noise." }), { status: 403 });
  const { open, server } = lab();
  const session = open();
  await session.ensureGuest("Ana");
  const good = globalThis.fetch;
  globalThis.fetch = () => Promise.resolve(banned());
  await expect(session.api.me()).rejects.toMatchObject({ code: "banned" });
  await expect.poll(() => session.banned).toBe("Shut out: noise.");
  expect(session.user?.name).toBe("Ana");
  globalThis.fetch = good;
  await session.refresh();
  expect(session.banned).toBeNull();
  globalThis.fetch = () => Promise.resolve(banned());
  await expect(session.refresh()).rejects.toMatchObject({ code: "banned" });
  expect(session.banned).not.toBeNull();
  session.forget();
  expect([session.banned, session.user, server.cookie]).toEqual([null, null, true]);
});

test("without a network nobody is forgotten", async () => {
  const { open, server } = lab();
  await open().ensureGuest("Ana");
  server.status = 503;
  const session = open();
  await expect(session.refresh()).rejects.toMatchObject({ status: 503 });
  expect(session.user).toEqual(ANA);
});

test("signing out ends it at the server and here, also when the server had ended it before", async () => {
  const { open, asked, server } = lab();
  const session = open();
  await session.ensureGuest("Ana");
  await session.signOut();
  expect([session.isKnown, session.token, asked.at(-1)]).toEqual([false, null, "DELETE /api/sessions/current"]);
  const other = open();
  await other.ensureGuest("Ana");
  [server.cookie, server.tokens] = [false, 99];
  await other.signOut();
  expect(other.isKnown).toBe(false);
});

test("somebody who signs in takes the browser over", async () => {
  const { open } = lab();
  const session = open();
  await session.ensureGuest("Ana");
  const told: string[] = [];
  const stop = session.onRenewed((token) => told.push(token));
  session.adopt({ access: "b", expires_in_s: 900, user: { ...ANA, user_id: "ben", kind: "account" } });
  stop();
  expect([session.user?.user_id, session.token, told]).toEqual(["ben", "b", ["b"]]);
});

test("without storage the session lasts as long as the page", async () => {
  lab().open();
  const session = new Session(null);
  await session.ensureGuest("Ana");
  expect([session.isKnown, new Session(null).isKnown]).toEqual([true, false]);
});

test("nonsense in storage is passed over", () => {
  const { open, storage } = lab();
  storage.setItem("sonix.user", "{broken");
  expect(open().user).toBeNull();
});

test("whoever may do less than this page believes is asked about anew", async () => {
  const { open } = lab();
  const session = open();
  session.update({ ...(await session.ensureGuest("Ana")), is_admin: true });
  await expect(session.api.ask("/api/admin/users")).rejects.toMatchObject({ code: "admin_needed" });
  await vi.waitFor(() => expect(session.user?.is_admin).toBe(false));
});

test("a tab hears who is signed in or out in another one", async () => {
  const { open, storage } = lab();
  const [first, second] = [open(), open()];
  await first.ensureGuest("Ana");
  const told = (): boolean => second.hear("sonix.user", storage.getItem("sonix.user"));
  expect([told(), second.user?.name]).toEqual([false, "Ana"]); // nothing of anybody else was shown
  await first.rename("Anna");
  expect([told(), second.user?.name]).toEqual([false, "Anna"]);
  expect(second.hear("sonix.volume", "1")).toBe(false);
  first.adopt({ access: "b", expires_in_s: 900, user: { ...ANA, user_id: "ben" } });
  expect([told(), second.user?.user_id, second.token]).toEqual([true, "ben", null]);
  first.forget();
  expect([told(), second.isKnown]).toEqual([true, false]);
});
