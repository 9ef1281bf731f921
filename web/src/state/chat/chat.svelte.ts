/**
 * A room's chat as this page shows it: the log without gaps, what waits to be sent, who types, what was not read yet, and
 * what people did in between.
 */
import { newId } from "../../core/ids";
import type { ChatMessage, ChatNews, ChatServerMessage, Event, Said, Typist } from "../../core/protocol.gen";
import type { Room } from "../../core/room";
import type { ChatPage } from "../../net/chat_api";
import { CommandRefused, NO_CONNECTION } from "../../net/pending";
import { deedsIn, withDeed, type Deed } from "./deeds";
import { KeptByRoom } from "./kept";
import { changed, earlier, fresh, NOTHING_SAID, placeOf, shortened, unreadAfter, type ChatLog } from "./log";
import { ChatOutbox, type Words } from "./outbox.svelte";
import { Reactions } from "./reactions.svelte";
import type { ChatEar } from "./wire";

/** With more missed than this many pages have, only the newest are shown. */
const MOST_PAGES_BEHIND = 3;
const TYPING_EVERY_MS = 3_000;
const LOST_NEWS_MS = 1_500;
const KEEP_READ_MS = 1_000;

/** What the chat needs of the room. */
export interface ChatRoom {
  readonly code: string;
  readonly me: string | null;
  nowUs(): number;
}

export interface ChatPages {
  before(code: string, before: number): Promise<ChatPage>;
  after(code: string, after: number): Promise<ChatPage>;
}

interface Answer {
  readonly resolve: () => void;
  readonly reject: (why: Error) => void;
}

const offline = (): CommandRefused => new CommandRefused("offline", NO_CONNECTION, true);
const isNumber = (value: unknown): value is number => typeof value === "number";

export class ChatState implements ChatEar {
  log = $state.raw<ChatLog>(NOTHING_SAID);
  deeds = $state.raw<readonly Deed[]>([]);
  typing = $state.raw<readonly Typist[]>([]);
  /** The newest messages have come. */
  loaded = $state(false);
  loadingOlder = $state(false);
  /** Up to here it was read. */
  readSeq = $state(0);
  readonly outbox: ChatOutbox;
  readonly reactions: Reactions;
  /** How many views of it stand on the screen. */
  shown = $state(0);
  /** Somebody named me just now. */
  onNamed: ((said: Said) => void) | null = null;
  /** A reaction of mine was refused. */
  onRefused: ((why: CommandRefused) => void) | null = null;

  readonly #room: ChatRoom;
  readonly #pages: ChatPages;
  readonly #tell: (message: ChatMessage) => boolean;
  readonly #read = new KeptByRoom<number>("sonix.chat.read", isNumber);
  readonly #answers = new Map<string, Answer>();
  #heardSeq = 0;
  #catching = false;
  #stopped = false;
  #toldTypingMs = -Infinity;
  #nextDeed = 1;
  #lostTimer: ReturnType<typeof setTimeout> | null = null;
  #keepTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(room: ChatRoom, pages: ChatPages, tell: (message: ChatMessage) => boolean) {
    this.#room = room;
    this.#pages = pages;
    this.#tell = tell;
    this.outbox = new ChatOutbox(tell);
    this.reactions = new Reactions(tell);
  }

  /** How many messages of others were not read yet. */
  get unread(): number {
    return unreadAfter(this.log.said, this.readSeq, this.#room.me);
  }

  /** Of those, how many name me. */
  get named(): number {
    const { said } = this.log;
    return said.slice(placeOf(said, this.readSeq + 1)).filter((each) => !each.deleted && this.#names(each)).length;
  }

  receive(message: ChatServerMessage): void {
    switch (message.type) {
      case "chat_opened":
        this.#opened(message.said, message.seq, message.more);
        break;
      case "chat":
        this.#news(message);
        break;
      case "chat_ack":
        this.#acknowledged(message.msg_id, message.seq);
        break;
      case "chat_refused":
        if (this.outbox.refused(message)) break;
        this.#refused(new CommandRefused(message.code, message.message, message.retryable), message.msg_id);
        break;
    }
  }

  happened(events: readonly Event[], before: Room, after: Room): void {
    for (const found of deedsIn(events, before, after)) {
      const name = (after.members.get(found.memberId) ?? before.members.get(found.memberId))?.name ?? "";
      const deed: Deed = { ...found, id: this.#nextDeed, name, atUs: this.#room.nowUs() };
      this.#nextDeed += 1;
      this.deeds = withDeed(this.deeds, deed);
    }
  }

  /** The connection is gone: what is being written waits. */
  lost(): void {
    this.outbox.closed();
    this.reactions.forget();
    this.typing = [];
    for (const msgId of [...this.#answers.keys()]) this.#settle(msgId, offline());
  }

  stop(): void {
    this.lost();
    this.#stopped = true;
    if (this.#lostTimer !== null) clearTimeout(this.#lostTimer);
    if (this.#keepTimer === null) return;
    clearTimeout(this.#keepTimer);
    this.#keepRead();
  }

  say(words: Words): void {
    this.outbox.enter(this.#room.code);
    this.outbox.add(words);
    this.#toldTypingMs = -Infinity;
  }

  /** Throws with a sentence for people. */
  edit(seq: number, text: string, mentions: readonly string[]): Promise<void> {
    return this.#ask((msg_id) => ({ type: "edit_said", msg_id, seq, text, mentions }));
  }

  /** Throws with a sentence for people. */
  unsay(seq: number): Promise<void> {
    return this.#ask((msg_id) => ({ type: "unsay", msg_id, seq }));
  }

  /** A key was pressed in the composer, or it was emptied. */
  types(on: boolean): void {
    const nowMs = performance.now();
    if (on && nowMs - this.#toldTypingMs < TYPING_EVERY_MS) return;
    if (!on && this.#toldTypingMs === -Infinity) return;
    this.#toldTypingMs = on ? nowMs : -Infinity;
    this.#tell({ type: "typing", on });
  }

  /** Everything up to the newest was seen. */
  markRead(): void {
    const last = this.log.said.at(-1)?.seq ?? 0;
    if (last <= this.readSeq) return;
    this.readSeq = last;
    if (this.#keepTimer !== null) return; // a lively chat does not write to the browser's storage at every message
    this.#keepRead();
    this.#keepTimer = setTimeout(() => {
      this.#keepTimer = null;
      this.#keepRead();
    }, KEEP_READ_MS);
  }

  #keepRead(): void {
    this.#read.set(this.#room.code, this.readSeq);
  }

  /** Fetches the page before the first known message. Throws `ApiError`. */
  async older(): Promise<void> {
    const first = this.log.said[0];
    if (this.loadingOlder || !this.log.more || first === undefined) return;
    this.loadingOlder = true;
    try {
      const page = await this.#pages.before(this.#room.code, first.seq);
      this.log = earlier(this.log, page.said, page.more);
    } finally {
      this.loadingOlder = false;
    }
  }

  #opened(said: readonly Said[], seq: number, more: boolean): void {
    const code = this.#room.code;
    this.outbox.enter(code);
    if (!this.loaded || this.log.seq === 0) {
      this.#begin(said, seq, more);
    } else if (seq > this.log.seq) {
      this.#heardSeq = seq;
      void this.#catchUp();
    }
    this.outbox.opened();
  }

  #begin(said: readonly Said[], seq: number, more: boolean): void {
    this.log = fresh(said, seq, more);
    this.#heardSeq = seq;
    this.loaded = true;
    const last = said.at(-1)?.seq ?? 0;
    this.readSeq = Math.min(this.#read.get(this.#room.code) ?? last, Math.max(last, this.readSeq));
    for (const each of said) this.outbox.drop(each.msg_id);
  }

  #news(news: ChatNews): void {
    this.reactions.receive(news.reactions, this.#room.me);
    if (news.typing !== null) this.typing = news.typing.filter((each) => each.member_id !== this.#room.me);
    if (news.said.length === 0 || !this.loaded) return;
    this.#heardSeq = Math.max(this.#heardSeq, news.seq);
    if (this.#catching || news.after > this.log.seq) void this.#catchUp();
    else this.#take(news.said, news.seq);
  }

  #take(said: readonly Said[], seq: number): void {
    const newest = this.log.said.at(-1)?.seq ?? 0;
    // Whoever has scrolled up reads on undisturbed: there is something at the end then that they have not seen.
    const scrolledUp = this.shown > 0 && this.readSeq < newest;
    const log = changed(this.log, said, seq);
    this.log = scrolledUp ? log : shortened(log);
    for (const each of said) {
      if (each.member_id === this.#room.me) this.outbox.drop(each.msg_id);
      else if (each.seq > newest && this.#names(each)) this.onNamed?.(each);
    }
  }

  /** Something was missed: ask for it until all that was heard of is known. */
  async #catchUp(): Promise<void> {
    if (this.#catching) return;
    this.#catching = true;
    try {
      for (let page = 0; page < MOST_PAGES_BEHIND && this.log.seq < this.#heardSeq; page += 1) {
        const { said, more, seq } = await this.#pages.after(this.#room.code, this.log.seq);
        this.#take(said, more ? (said.at(-1)?.rev ?? seq) : seq);
        if (!more) this.#heardSeq = Math.min(this.#heardSeq, seq);
      }
      if (this.log.seq < this.#heardSeq) {
        const newest = await this.#pages.before(this.#room.code, 2 ** 52);
        this.#begin(newest.said, newest.seq, newest.more);
      }
    } catch {
      this.#lookAgain(); // no network: the next welcome, or this timer
    } finally {
      this.#catching = false;
    }
  }

  #acknowledged(msgId: string, seq: number): void {
    if (this.outbox.acknowledged(msgId)) {
      this.#heardSeq = Math.max(this.#heardSeq, seq);
      this.#lookAgain();
    } else this.#settle(msgId, null);
  }

  /** News may get lost: what was acknowledged and not told back by then is asked for. */
  #lookAgain(): void {
    if (this.#lostTimer !== null) clearTimeout(this.#lostTimer);
    if (this.#stopped) return; // a room that was left would be asked for ever
    this.#lostTimer = setTimeout(() => {
      if (this.log.seq < this.#heardSeq) void this.#catchUp();
    }, LOST_NEWS_MS);
  }

  #ask(message: (msgId: string) => ChatMessage): Promise<void> {
    const msgId = newId();
    if (!this.#tell(message(msgId))) return Promise.reject(offline());
    return new Promise((resolve, reject) => this.#answers.set(msgId, { resolve, reject }));
  }

  #refused(why: CommandRefused, msgId: string): void {
    if (!this.#settle(msgId, why)) this.onRefused?.(why);
  }

  #settle(msgId: string, why: Error | null): boolean {
    const answer = this.#answers.get(msgId);
    this.#answers.delete(msgId);
    if (why === null) answer?.resolve();
    else answer?.reject(why);
    return answer !== undefined;
  }

  #names(said: Said): boolean {
    return this.#room.me !== null && said.mentions.includes(this.#room.me);
  }
}
