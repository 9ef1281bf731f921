import { expect, test, vi } from "vitest";
import { Api, ApiError } from "./api";
import { returnAfter } from "./backoff";

interface Seen {
  url: string;
  init: RequestInit;
}

function lab(answer: () => Promise<Response>) {
  const seen: Seen[] = [];
  const api = new Api({ token: "secret" }, (url, init) => {
    seen.push({ url, init });
    return answer();
  });
  return { api, seen };
}

const json =
  (body: unknown, status = 200) =>
  () =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));

test("the token goes into the header, never into the address", async () => {
  const { api, seen } = lab(json({ tracks: [], next_cursor: null, total: 0 }));
  await api.tracks({ q: "a b&c", mine: true, limit: 20 });
  expect(seen[0]?.url).toBe("/api/tracks?q=a+b%26c&mine=1&limit=20");
  expect(seen[0]?.init.headers).toMatchObject({ Authorization: "Bearer secret" });
});

test("whoever signs in shows who is here already, with a token that is good", async () => {
  const answers = [json({ code: "unauthenticated", detail: "Too old." }, 401), json({ access: "of the account" })];
  const seen: RequestInit[] = [];
  const tokens = { token: "old", fresh: () => Promise.resolve("old"), renew: () => Promise.resolve("new") };
  const api = new Api(tokens, (_url, init) => {
    seen.push(init);
    return (answers.shift() ?? json({}))();
  });
  await api.askAlong("/api/sessions", { method: "POST" });
  expect(seen.map((init) => new Headers(init.headers).get("Authorization"))).toEqual(["Bearer old", "Bearer new"]);
});

test("a wrong password is sent once, and nobody who cannot be asked about holds up a sign-in", async () => {
  const wrong = lab(json({ code: "wrong_credentials", detail: "No." }, 401));
  await expect(wrong.api.askAlong("/api/sessions")).rejects.toMatchObject({ code: "wrong_credentials" });
  expect(wrong.seen.length).toBe(1);
  const banned = { token: null, fresh: () => Promise.reject(new ApiError("banned", "No.", 403, false)) };
  const seen: RequestInit[] = [];
  const api = new Api(banned, (_url, init) => {
    seen.push(init);
    return json({})();
  });
  await api.askAlong("/api/sessions");
  expect(new Headers(seen[0]?.headers).has("Authorization")).toBe(false);
});

test("what stands in a path is escaped", async () => {
  const { api, seen } = lab(json({}));
  await api.preview("../x");
  expect(seen[0]?.url).toBe("/api/rooms/..%2Fx");
});

test("a problem document becomes an error with its code and sentence", async () => {
  const { api } = lab(json({ code: "no_such_room", detail: "There is no such room.", retryable: false }, 404));
  await expect(api.preview("ABCDEF")).rejects.toMatchObject({
    code: "no_such_room",
    message: "There is no such room.",
    status: 404,
    retryable: false,
  });
});

test("an answer that is no problem document still has a sentence", async () => {
  const { api } = lab(() => Promise.resolve(new Response("<html>", { status: 502 })));
  await expect(api.me()).rejects.toMatchObject({ code: "http_502", retryable: true });
});

test("a lost network is an error to try again", async () => {
  const { api } = lab(() => Promise.reject(new TypeError("failed to fetch")));
  const error = await api.me().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: "offline", status: 0, retryable: true });
});

test("a refusal says when to come back, in its body or its header", async () => {
  const slow = lab(json({ code: "rate_limited", detail: "Slow down.", retry_after_s: 12 }, 429));
  await expect(slow.api.me()).rejects.toMatchObject({ code: "rate_limited", retryAfterS: 12 });
  const away = lab(() => Promise.resolve(new Response("", { status: 503, headers: { "Retry-After": "3" } })));
  await expect(away.api.me()).rejects.toMatchObject({ code: "http_503", retryAfterS: 3 });
});

test("a network that says nothing is given up, and the request with it", async () => {
  vi.useFakeTimers();
  const { api, seen } = lab(() => new Promise(() => undefined));
  const silent = (_url: string, init: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) =>
      init.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError"))),
    );
  const asked = new Api({ token: null }, silent).me().catch((reason: unknown) => reason);
  void api.sendUpload("u", 0, new Blob(["ab"]));
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(await asked).toMatchObject({ code: "offline", status: 0, retryable: true });
  expect(seen[0]?.init.signal?.aborted).toBe(false); // bytes take as long as they take
});

test("the next sign-in is waited for in a silent network, but nobody who needs it for something else is kept waiting", async () => {
  vi.useFakeTimers();
  const { api, seen } = lab(() => new Promise(() => undefined));
  void api.refreshSession();
  const sleeper = new Api({ token: null, fresh: () => new Promise(() => undefined) }, () =>
    Promise.reject(new Error()),
  );
  const asked = sleeper.me().catch((reason: unknown) => reason);
  await vi.advanceTimersByTimeAsync(120_000);
  vi.useRealTimers();
  expect(seen[0]?.init.signal?.aborted).toBe(false); // its answer, given up, would be a sign-in lost
  expect(await asked).toMatchObject({ code: "offline" });
});

test("whoever asks no more is not told that the network is lost", async () => {
  const stop = new AbortController();
  const { api } = lab(() => Promise.reject(new DOMException("", "AbortError")));
  stop.abort();
  await expect(api.tracks({}, stop.signal)).rejects.toMatchObject({ code: "aborted" });
});

test("an answer without a body is none", async () => {
  const { api } = lab(() => Promise.resolve(new Response(null, { status: 204 })));
  await expect(api.deleteTrack("t")).resolves.toBeUndefined();
});

test("lists come bare or under their name", async () => {
  expect(await lab(json([{ code: "A" }])).api.rooms()).toEqual([{ code: "A" }]);
  expect(await lab(json({ rooms: [{ code: "A" }] })).api.rooms()).toEqual([{ code: "A" }]);
});

test("bytes of an upload go with their offset", async () => {
  const { api, seen } = lab(json({ offset: 12 }));
  await api.sendUpload("u", 10, new Blob(["ab"]));
  expect(seen[0]?.init).toMatchObject({ method: "PUT", headers: { "Upload-Offset": "10" } });
});

test("the range of a close code says how to come back", () => {
  expect(returnAfter(4201, 0)).toBe("never");
  expect(returnAfter(4299, 0)).toBe("never");
  expect(returnAfter(4100, 0, 0.5)).toEqual({ after: 100 });
  expect(returnAfter(1006, 0, 0)).toEqual({ after: 250 });
  expect(returnAfter(4000, 0, 0.999)).toEqual({ after: 1249 });
  expect(returnAfter(4000, 59, 0)).toEqual({ after: 250 });
  expect(returnAfter(4000, 90, 0)).toEqual({ after: 10_000 });
  expect(returnAfter(4003, 30, 0)).toEqual({ after: 10_000 });
});
