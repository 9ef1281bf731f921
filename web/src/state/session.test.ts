import { expect, test } from "vitest";
import { Api } from "../net/api";
import { Session } from "./session.svelte";

const ANA = {
  user_id: "u1",
  name: "Ana",
  kind: "guest",
  email: null,
  email_verified: false,
  is_admin: false,
  has_password: false,
} as const;

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

function lab(status = 200) {
  const storage = new Memory();
  const asked: string[] = [];
  const open = (refused?: (url: string) => boolean): Session => {
    const user = (name: string) => ({ ...ANA, name });
    const session: Session = new Session(
      storage,
      new Api({ token: null }, (url, init) => {
        asked.push(`${init.method ?? "GET"} ${url}`);
        const given = JSON.parse(typeof init.body === "string" ? init.body : "{}") as { name?: string };
        const answer =
          url === "/api/guests" ? { access: "jwt", user: user(given.name ?? "") } : user(given.name ?? "Ana");
        return Promise.resolve(new Response(JSON.stringify(answer), { status: refused?.(url) ? 401 : status }));
      }),
    );
    return session;
  };
  return { open, asked, storage };
}

test("a guest is made once, however often it is asked for, and known on the next visit", async () => {
  const { open, asked } = lab();
  const session = open();
  await Promise.all([session.ensureGuest("Ana"), session.ensureGuest("Ana")]);
  expect(asked).toEqual(["POST /api/guests"]);
  const again = open();
  expect([again.token, again.user?.name, again.isKnown]).toEqual(["jwt", "Ana", true]);
  expect(again.deviceId).toBe(session.deviceId);
});

test("a known guest who gives another name is renamed", async () => {
  const { open, asked } = lab();
  const session = open();
  await session.ensureGuest("Ana");
  expect((await session.ensureGuest("Anna")).name).toBe("Anna");
  await session.ensureGuest("Anna");
  expect(asked).toEqual(["POST /api/guests", "PATCH /api/me"]);
});

test("a token the server no longer knows is forgotten", async () => {
  const { open, storage } = lab(401);
  storage.setItem("sonix.token", "old");
  const session = open();
  expect(await session.refresh()).toBeNull();
  expect(open().isKnown).toBe(false);
});

test("a guest the server has forgotten is made anew when they join", async () => {
  const { open, asked, storage } = lab();
  storage.setItem("sonix.token", "old");
  storage.setItem("sonix.user", JSON.stringify({ ...ANA, user_id: "u0" }));
  const session = open((url) => url === "/api/me");
  void session.refresh();
  expect((await session.ensureGuest("Ana")).user_id).toBe("u1");
  expect(asked).toEqual(["GET /api/me", "POST /api/guests"]);
});

test("without storage the session lasts as long as the page", async () => {
  const session = new Session(
    null,
    new Api({ token: null }, () => Promise.resolve(new Response("{}", { status: 500 }))),
  );
  await expect(session.ensureGuest("Ana")).rejects.toMatchObject({ status: 500, retryable: true });
  expect(session.isKnown).toBe(false);
});

test("nonsense in storage is passed over", () => {
  const { open, storage } = lab();
  storage.setItem("sonix.user", "{broken");
  expect(open().user).toBeNull();
});
