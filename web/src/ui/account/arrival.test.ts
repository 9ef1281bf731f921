import { afterEach, expect, it, vi } from "vitest";
import { Api } from "../../net/api";
import { ANA, FakeSocket } from "../../net/fake_server";
import { Session } from "../../state/session.svelte";
import type { App } from "../app";
import { ActiveRoom } from "../room/activeRoom.svelte";
import { leave } from "./arrival";

afterEach(() => vi.unstubAllGlobals());

it("takes nobody back into the room that was joined before whoever joined it signed out", async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  const assign = vi.fn();
  vi.stubGlobal("location", { protocol: "https:", host: "sonix.test", assign });
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("navigator", { userAgent: "", maxTouchPoints: 0 });
  vi.stubGlobal("document", { addEventListener: vi.fn(), removeEventListener: vi.fn(), visibilityState: "visible" });
  for (const name of ["addEventListener", "removeEventListener"]) vi.stubGlobal(name, vi.fn());
  const session = new Session(
    null,
    new Api({ token: null }, () => Promise.resolve(new Response(null, { status: 204 }))),
  );
  const active = new ActiveRoom(session);
  session.adopt({ access: "secret", expires_in_s: 900, user: ANA });
  active.prepare(true).enter("KTW4QM");
  expect(active.isReturning("KTW4QM")).toBe(true);

  await leave({ session, active } as App);
  expect(assign).toHaveBeenCalledWith("/");
  expect(active.room).toBeNull();
  session.adopt({ access: "another", expires_in_s: 900, user: { ...ANA, user_id: "ben", name: "Ben" } });
  expect(active.isReturning("KTW4QM")).toBe(false);
});
