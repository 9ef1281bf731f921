import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatMessage, ChatNews, Said } from "../../core/protocol.gen";
import type { ChatPage } from "../../net/chat_api";
import { ChatState } from "./chat.svelte";
import { forgetUnsent } from "./kept";

class Shelf {
  readonly #kept = new Map<string, string>();
  getItem = (key: string): string | null => this.#kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.#kept.set(key, value);
  removeItem = (key: string): void => void this.#kept.delete(key);
}

function said(seq: number, more: Partial<Said> = {}): Said {
  return {
    seq,
    rev: seq,
    msg_id: `m${seq}`,
    member_id: "ben",
    name: "Ben",
    text: `Line ${seq}`,
    at_us: seq * 1_000_000,
    reply_to: null,
    mentions: [],
    edited_at_us: null,
    deleted: false,
    ...more,
  };
}

const news = (after: number, seq: number, ...lines: Said[]): ChatNews => ({
  type: "chat",
  after,
  seq,
  said: lines,
  reactions: [],
  typing: null,
});

let online: boolean;
let sent: ChatMessage[];
let pages: { before: (seq: number) => ChatPage; after: (seq: number) => ChatPage };
let chat: ChatState;

function made(): ChatState {
  return new ChatState(
    { code: "KTW4QM", me: "ana", nowUs: () => 0 },
    {
      before: (_code, seq) => Promise.resolve(pages.before(seq)),
      after: (_code, seq) => Promise.resolve(pages.after(seq)),
    },
    (message) => {
      if (online) sent.push(message);
      return online;
    },
  );
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("localStorage", new Shelf());
  [online, sent] = [true, []];
  pages = { before: () => ({ said: [], more: false, seq: 0 }), after: () => ({ said: [], more: false, seq: 0 }) };
  chat = made();
});

afterEach(() => {
  chat.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = (...lines: Said[]): void =>
  chat.receive({ type: "chat_opened", seq: lines.at(-1)?.rev ?? 0, said: lines, more: false });
const texts = (): string[] => chat.log.said.map((each) => each.text);

describe("the log", () => {
  it("takes news in order, and a change in its place", () => {
    open(said(1), said(2));
    chat.receive(news(2, 3, said(3)));
    chat.receive(news(3, 4, said(1, { rev: 4, text: "Changed" })));
    expect(texts()).toEqual(["Changed", "Line 2", "Line 3"]);
    expect(chat.log.seq).toBe(4);
  });

  it("asks for what it missed at a gap, and shows nothing twice", async () => {
    open(said(1));
    pages.after = (seq) => ({ said: [2, 3, 4].filter((n) => n > seq).map((n) => said(n)), more: false, seq: 4 });
    chat.receive(news(2, 3, said(3)));
    chat.receive(news(3, 4, said(4)));
    await vi.advanceTimersByTimeAsync(10);
    expect(texts()).toEqual(["Line 1", "Line 2", "Line 3", "Line 4"]);
  });

  it("begins anew where far too much was missed", async () => {
    open(said(1));
    pages.after = (seq) => ({ said: [said(seq + 1)], more: true, seq: 900 });
    pages.before = () => ({ said: [said(899), said(900)], more: true, seq: 900 });
    chat.lost();
    chat.receive({ type: "chat_opened", seq: 900, said: [said(900)], more: true });
    await vi.advanceTimersByTimeAsync(10);
    expect(texts()).toEqual(["Line 899", "Line 900"]);
    expect(chat.log.more).toBe(true);
  });

  it("keeps the newest of many, unless somebody reads further up", () => {
    open(said(1));
    const say = (from: number, to: number): void => {
      for (let seq = from; seq <= to; seq += 1) chat.receive(news(seq - 1, seq, said(seq)));
    };
    say(2, 1001);
    expect([chat.log.said.length, chat.log.said[0]?.seq, chat.log.more]).toEqual([500, 502, true]);
    expect(chat.unread).toBe(500);
    chat.markRead();
    chat.shown = 1;
    say(1002, 1002);
    say(1003, 1600);
    expect(chat.log.said.length).toBe(1099);
    chat.markRead();
    say(1601, 1601);
    expect(chat.log.said.length).toBe(500);
  });

  it("puts an older page before the first", async () => {
    chat.receive({ type: "chat_opened", seq: 9, said: [said(9)], more: true });
    pages.before = () => ({ said: [said(7), said(8)], more: false, seq: 9 });
    await chat.older();
    await chat.older();
    expect(texts()).toEqual(["Line 7", "Line 8", "Line 9"]);
  });

  it("counts what others said since it was read, and remembers that", () => {
    open(said(1));
    expect(chat.unread).toBe(0);
    chat.receive(news(1, 3, said(2), said(3, { member_id: "ana" })));
    chat.receive(news(3, 4, said(4, { mentions: ["ana"] })));
    expect([chat.unread, chat.named]).toEqual([2, 1]);
    chat.markRead();
    expect(chat.unread).toBe(0);
    chat = made();
    open(said(3), said(4), said(5));
    expect(chat.unread).toBe(1);
  });

  it("tells once that somebody named me", () => {
    const named: string[] = [];
    open();
    chat.onNamed = (each) => named.push(each.text);
    chat.receive(news(0, 1, said(1, { mentions: ["ana"] })));
    chat.receive(news(1, 2, said(1, { rev: 2, text: "Changed", mentions: ["ana"] })));
    expect(named).toEqual(["Line 1"]);
  });
});

describe("what is on its way", () => {
  const says = (): string[] => sent.flatMap((each) => (each.type === "say" ? [each.text] : []));
  const ack = (at: number): void => {
    const asked = sent.filter((each) => each.type === "say")[at];
    chat.receive({ type: "chat_ack", msg_id: asked?.msg_id ?? "", seq: at + 1 });
  };
  const write = (text: string): void => chat.say({ text, replyTo: null, mentions: [] });

  it("waits for the connection, goes one by one, and keeps its id", () => {
    write("One");
    write("Two");
    expect(says()).toEqual([]);
    open();
    expect(says()).toEqual(["One"]);
    chat.lost();
    open();
    expect(says()).toEqual(["One", "One"]);
    expect(new Set(sent.map((each) => "msg_id" in each && each.msg_id)).size).toBe(1);
    ack(0);
    expect(says()).toEqual(["One", "One", "Two"]);
  });

  it("goes on with the next when the news of one overtakes its acknowledgement", () => {
    open();
    for (const text of ["first", "second"]) chat.say({ text, replyTo: null, mentions: [] });
    const [first] = chat.outbox.list;
    chat.receive(news(0, 1, said(1, { member_id: "ana", msg_id: first?.msg_id ?? "" })));
    chat.receive({ type: "chat_ack", msg_id: first?.msg_id ?? "", seq: 1 });
    expect(sent.map((each) => each.type === "say" && each.text)).toEqual(["first", "second"]);
  });

  it("survives a reload, and is gone once it is told back", () => {
    write("Kept");
    chat.stop();
    chat = made();
    open();
    const [mine] = chat.outbox.list;
    ack(0);
    expect(chat.outbox.list).toHaveLength(1);
    chat.receive(news(0, 1, said(1, { member_id: "ana", msg_id: mine?.msg_id ?? "" })));
    expect(chat.outbox.list).toEqual([]);
  });

  it("does not go out in the name of whoever comes after one has signed out", () => {
    write("Mine");
    chat.stop();
    forgetUnsent();
    chat = made();
    open();
    expect(says()).toEqual([]);
  });

  it("waits as long as slow mode says, and stays with its reason when it is refused for good", () => {
    open();
    write("Slow");
    const id = chat.outbox.list[0]?.msg_id ?? "";
    const refused = { type: "chat_refused", msg_id: id, message: "Slow down.", retryable: true } as const;
    chat.receive({ ...refused, code: "slow_mode", retry_in_s: 30 });
    expect(chat.outbox.list[0]).toMatchObject({ state: "waiting", why: "Slow down." });
    vi.advanceTimersByTime(29_000);
    expect(says()).toHaveLength(1);
    vi.advanceTimersByTime(1_500);
    expect(says()).toHaveLength(2);
    chat.receive({ ...refused, code: "muted", retryable: false, retry_in_s: null, message: "Muted." });
    expect(chat.outbox.list[0]).toMatchObject({ state: "refused", why: "Muted." });
  });

  it("is asked for when it was acknowledged and never told back", async () => {
    open();
    write("Lost news");
    const id = chat.outbox.list[0]?.msg_id ?? "";
    pages.after = () => ({ said: [said(1, { member_id: "ana", msg_id: id })], more: false, seq: 1 });
    ack(0);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(chat.outbox.list).toEqual([]);
    expect(texts()).toEqual(["Line 1"]);
  });
});

it("asks no more for what it missed once the room was left", async () => {
  let asked = 0;
  pages.after = () => {
    asked += 1;
    throw new Error("not a member");
  };
  open();
  chat.receive(news(3, 4, said(4)));
  await vi.advanceTimersByTimeAsync(2_000);
  const before = asked;
  expect(before).toBeGreaterThan(0);
  chat.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(before);
});

it("types at most every three seconds, and says when it stops", () => {
  chat.types(true);
  chat.types(true);
  chat.types(false);
  chat.types(false);
  expect(sent.filter((each) => each.type === "typing").map((each) => each.on)).toEqual([true, false]);
});
