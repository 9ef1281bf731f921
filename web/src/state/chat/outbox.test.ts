import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { KeptByRoom, WAITING_KEY } from "./kept";
import { ChatOutbox, type Waiting } from "./outbox.svelte";

let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});

afterEach(() => vi.unstubAllGlobals());

function tab(): ChatOutbox {
  const outbox = new ChatOutbox(() => false);
  outbox.enter("KTW4QM");
  return outbox;
}

const write = (outbox: ChatOutbox, text: string): void => outbox.add({ text, replyTo: null, mentions: [] });
const kept = (): Waiting[] =>
  new KeptByRoom(WAITING_KEY, (value): value is Waiting[] => Array.isArray(value)).get("KTW4QM") ?? [];
const texts = (): string[] => kept().map((each) => each.text);

it("keeps what another tab wrote and could not send, too", () => {
  const [one, other] = [tab(), tab()];
  write(one, "first");
  write(other, "second");
  write(one, "third");
  expect(texts().sort()).toEqual(["first", "second", "third"]);
  expect(tab().list).toHaveLength(3);
});

it("takes out only what it has sent or given up itself", () => {
  const [one, other] = [tab(), tab()];
  write(one, "first");
  write(one, "second");
  write(other, "third");
  const [first, second] = one.list;
  one.acknowledged(first?.msg_id ?? "");
  one.drop(second?.msg_id ?? "");
  expect(texts()).toEqual(["third"]);
  other.drop(other.list[0]?.msg_id ?? "");
  expect(kept()).toEqual([]);
});

it("keeps no more than may wait, however many tabs there are", () => {
  const tabs = [tab(), tab()];
  for (const each of tabs) for (let i = 0; i < 40; i += 1) write(each, `line ${i}`);
  expect(kept()).toHaveLength(50);
});
