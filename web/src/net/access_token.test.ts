import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AccessToken, webLock, type Issued } from "./access_token";

let issued: number;
let ask: () => Promise<Issued | null>;
let token: AccessToken;

beforeEach(() => {
  vi.useFakeTimers();
  issued = 0;
  ask = () => Promise.resolve({ access: `t${(issued += 1)}`, expires_in_s: 900 });
  token = new AccessToken(
    () => ask(),
    (act) => act(),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a token is fresh until shortly before its end", async () => {
  await token.renew();
  vi.advanceTimersByTime(870_000);
  expect(token.isFresh).toBe(true);
  vi.advanceTimersByTime(11_000);
  expect(token.isFresh).toBe(false);
});

test("several who ask at once share one renewal, and who comes late with the old token gets the new one", async () => {
  await Promise.all([token.renew(), token.renew(), token.renew(null)]);
  expect(issued).toBe(1);
  await token.renew("t1");
  expect(await token.renew("t1")).toBe("t2");
  expect(issued).toBe(2);
});

test("whoever lives on it gets the next one at 80 % of its life, and so on", async () => {
  const got: string[] = [];
  const stop = token.onRenewed((next) => got.push(next));
  await token.renew();
  await vi.advanceTimersByTimeAsync(721_000);
  await vi.advanceTimersByTimeAsync(721_000);
  expect(got).toEqual(["t1", "t2", "t3"]);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("nobody lives on it: nothing is asked for", async () => {
  await token.renew();
  await vi.advanceTimersByTimeAsync(10_000_000);
  expect(issued).toBe(1);
});

test("a renewal that fails is tried again while somebody lives on it", async () => {
  const got: string[] = [];
  token.onRenewed((next) => got.push(next));
  await token.renew();
  const good = ask;
  ask = () => Promise.reject(new Error("no network"));
  await vi.advanceTimersByTimeAsync(721_000);
  ask = good;
  await vi.advanceTimersByTimeAsync(11_000);
  expect(got).toEqual(["t1", "t2"]);
});

test("signed out means no token", async () => {
  await token.renew();
  ask = () => Promise.resolve(null);
  expect(await token.renew()).toBeNull();
  expect([token.token, token.isFresh]).toEqual([null, false]);
});

test("tabs take turns where the browser has locks", async () => {
  const asked: string[] = [];
  const request = (name: string, _: unknown, act: () => Promise<unknown>) => {
    asked.push(name);
    return act();
  };
  vi.stubGlobal("navigator", { locks: { request } });
  expect(await webLock(() => Promise.resolve(5))).toBe(5);
  expect(asked).toEqual(["sonix.session"]);
});

test("a tab that sleeps on the lock does not hold up this one, and a real failure stays one", async () => {
  vi.stubGlobal("navigator", { locks: { request: () => Promise.reject(new DOMException("", "TimeoutError")) } });
  expect(await webLock(() => Promise.resolve(5))).toBe(5);
  const through = (_: string, __: unknown, act: () => Promise<unknown>) => act();
  vi.stubGlobal("navigator", { locks: { request: through } });
  await expect(webLock(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  vi.stubGlobal("navigator", {});
  expect(await webLock(() => Promise.resolve(6))).toBe(6);
});
