import { beforeEach, expect, test } from "vitest";
import type { Event } from "../core/protocol.gen";
import { inOrder } from "../core/queue_order";
import { evolve, fromSnapshot, type Room } from "../core/room";
import { viewOf } from "../core/room_music";
import { plan } from "../core/timeline";
import { Api } from "../net/api";
import { entry, snapshot, STANDING } from "../net/fake_server";
import { Pages } from "./pages";

const ON_A = { ...STANDING, entry_id: "a" };
let room: Room;
/** Requests that wait for an answer, oldest first. */
let waiting: { url: string; answer: (response: Response) => void }[];
let pages: Pages;

beforeEach(() => {
  // Two of five upcoming entries are known, at revision 5.
  const entries = [entry("a", "1"), entry("b", "2"), entry("c", "3")];
  room = fromSnapshot(snapshot({ transport: ON_A, entries, upcoming_count: 5 }));
  waiting = [];
  const api = new Api({ token: "secret" }, (url) => new Promise((answer) => waiting.push({ url, answer })));
  const port = { code: () => "KTW4QM", get: () => room, set: (after: Room) => void (room = after) };
  pages = new Pages(api, port);
});

const ids = (): string[] => inOrder(room.entries.values()).map((each) => each.entry_id);

function news(event: Event): void {
  room = { ...evolve(room, event), rev: room.rev + 1 };
}

async function asked(): Promise<(typeof waiting)[number]> {
  await expect.poll(() => waiting.length).toBeGreaterThan(0);
  const [request] = waiting.splice(0, 1);
  if (request === undefined) throw new Error("nothing was asked for");
  return request;
}

async function answer(rev: number, remaining: number, ...entries: ReturnType<typeof entry>[]): Promise<string> {
  const { url, answer } = await asked();
  answer(Response.json({ entries, remaining, rev, votes: {} }));
  return url;
}

const moved = (id: string, key: string): Event => ({ type: "entries", entries: [entry(id, key)] });
const removed = (...entry_ids: string[]): Event => ({ type: "removed", entry_ids, undo_id: "u", by: null });

test("a page that is older than the room is asked for again", async () => {
  news(moved("e", "15")); // revision 6: one that is hidden comes to the front
  const done = pages.reload();
  const first = await asked();
  news(moved("f", "16")); // revision 7, while the request runs
  const joined = pages.reload();
  first.answer(Response.json({ entries: [entry("e", "15"), entry("b", "2")], remaining: 3, rev: 6, votes: {} }));
  await answer(7, 2, entry("e", "15"), entry("f", "16"), entry("b", "2"));
  await Promise.all([done, joined]);
  expect([ids(), room.hidden, room.stale]).toEqual([["a", "e", "f", "b"], 2, false]);
});

test("what happened among hidden entries while the next page came is fetched too", async () => {
  const done = pages.more();
  const first = await asked();
  news(moved("f", "15"));
  first.answer(
    Response.json({ entries: [entry("d", "4"), entry("e", "5"), entry("f", "6")], remaining: 0, rev: 5, votes: {} }),
  );
  expect(await answer(6, 0, entry("f", "15"), entry("b", "2"), entry("c", "3"))).toContain("after=a");
  await done;
  expect([ids(), room.stale]).toEqual([["a", "f", "b", "c"], false]);
});

test("with the last known entry gone the page after the one before it is asked for", async () => {
  news(removed("c"));
  expect(room.knownTo?.entry_id).toBe("b");
  const done = pages.more();
  expect(await answer(6, 1, entry("d", "4"), entry("e", "5"))).toContain("after=b");
  await done;
  expect([ids(), room.hidden]).toEqual([["a", "b", "d", "e"], 1]);
});

test("a page that begins at an entry the server no longer has is read from the music on", async () => {
  const done = pages.more();
  const { url, answer: refuse } = await asked();
  expect(url).toContain("after=c");
  news(removed("c"));
  refuse(Response.json({ code: "page_moved" }, { status: 409 }));
  expect(await answer(6, 2, entry("b", "2"), entry("d", "4"))).toContain("after=a");
  await done;
  expect([ids(), room.hidden]).toEqual([["a", "b", "d"], 2]);
});

test("an entry that was put back stays through a reload", async () => {
  news(removed("b"));
  news({ type: "restored", undo_id: "u", entries: [entry("b", "2")] });
  const done = pages.reload();
  await answer(7, 0, entry("b", "2"), entry("c", "3"));
  await done;
  expect(ids()).toEqual(["a", "b", "c"]);
});

test("a queue that goes round foretells its wrap once its beginning is known", async () => {
  const played = Array.from({ length: 10 }, (_, i) => entry(`p${i}`, `05${i}`));
  const transport = { ...ON_A, playing: true };
  room = fromSnapshot(snapshot({ loop: "queue", transport, entries: [...played, entry("a", "1")] }));
  const order = () => plan(viewOf(room), 0, 200_000_000).map((segment) => segment.entryId);
  expect(order()).toEqual(["a"]);
  const done = pages.earlier();
  expect(await answer(5, 1, entry("o1", "02"))).toContain("before=p0");
  expect(await answer(5, 0, entry("o0", "01"))).toContain("before=o1");
  await done;
  expect(order().slice(0, 3)).toEqual(["a", "o0", "o1"]);
});
