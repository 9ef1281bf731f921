import { afterEach, expect, it, vi } from "vitest";
import { endPush, WISHES_KEY } from "./push_end";

afterEach(() => vi.unstubAllGlobals());

function browser(unsubscribe: () => Promise<boolean>): Map<string, string> {
  const kept = new Map([[WISHES_KEY, "{}"]]);
  const pushManager = { getSubscription: () => Promise.resolve({ unsubscribe }) };
  vi.stubGlobal("navigator", { serviceWorker: { getRegistration: () => Promise.resolve({ pushManager }) } });
  vi.stubGlobal("PushManager", vi.fn());
  vi.stubGlobal("localStorage", { removeItem: (key: string) => kept.delete(key) });
  return kept;
}

it("ends the subscription and forgets what was wished for", async () => {
  const unsubscribe = vi.fn(() => Promise.resolve(true));
  const kept = browser(unsubscribe);
  await endPush();
  expect(unsubscribe).toHaveBeenCalledOnce();
  expect(kept.size).toBe(0);
});

it("keeps nobody from signing out, where it fails or where there is none", async () => {
  browser(() => Promise.reject(new Error("no network")));
  await expect(endPush()).resolves.toBeUndefined();
  vi.stubGlobal("navigator", {});
  await expect(endPush()).resolves.toBeUndefined();
});
