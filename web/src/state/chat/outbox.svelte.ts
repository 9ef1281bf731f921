/**
 * Messages on their way: written down until the server has them, sent one after the other, each once however often it is
 * tried. What is refused for good stays until its author has read why.
 */
import { newId } from "../../core/ids";
import type { ChatRefused, Say } from "../../core/protocol.gen";
import { refusalWords } from "../../i18n/refusals";
import { KeptByRoom, WAITING_KEY } from "./kept";

const MOST_WAITING = 50;
const PATIENCE_MS = 15_000;
const LEAST_RETRY_MS = 1_000;

export interface Waiting {
  readonly msg_id: string;
  readonly text: string;
  readonly reply_to: number | null;
  readonly mentions: readonly string[];
  /** `sent`: acknowledged, and about to be told back. */
  readonly state: "waiting" | "sent" | "refused";
  /** Why it was refused, or what it waits for. */
  readonly why: string | null;
}

export interface Words {
  readonly text: string;
  readonly replyTo: number | null;
  readonly mentions: readonly string[];
}

function isWaitingList(value: unknown): value is Waiting[] {
  return Array.isArray(value) && value.every((each) => typeof each === "object" && each !== null && "msg_id" in each);
}

export class ChatOutbox {
  list = $state.raw<readonly Waiting[]>([]);
  readonly #tell: (message: Say) => boolean;
  readonly #kept: KeptByRoom<Waiting[]>;
  #code = "";
  #open = false;
  /** Sent, and not answered yet. */
  #asked: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    tell: (message: Say) => boolean,
    kept: KeptByRoom<Waiting[]> = new KeptByRoom(WAITING_KEY, isWaitingList),
  ) {
    this.#tell = tell;
    this.#kept = kept;
  }

  get full(): boolean {
    return this.list.length >= MOST_WAITING;
  }

  /** Takes up what was left in this room. */
  enter(code: string): void {
    if (this.#code === code) return;
    this.#code = code;
    this.list = (this.#kept.get(code) ?? []).slice(0, MOST_WAITING);
  }

  /** The server hears us. */
  opened(): void {
    this.#open = true;
    this.#asked = null;
    this.#send();
  }

  closed(): void {
    this.#open = false;
    this.#asked = null;
    this.#wake(null);
  }

  add(words: Words): void {
    const { text, replyTo, mentions } = words;
    const waiting: Waiting = { msg_id: newId(), text, reply_to: replyTo, mentions, state: "waiting", why: null };
    this.#set([...this.list, waiting]);
    this.#send();
  }

  /** Answers whether the message was one of these. */
  acknowledged(msgId: string): boolean {
    if (!this.#answered(msgId)) return false;
    this.#change(msgId, { state: "sent", why: null });
    this.#send();
    return true;
  }

  refused(refused: ChatRefused): boolean {
    if (!this.#answered(refused.msg_id)) return false;
    if (refused.retryable) {
      this.#change(refused.msg_id, { why: refusalWords({ ...refused, fitsInUs: (refused.retry_in_s ?? 0) * 1e6 }) });
      this.#wake(Math.max(LEAST_RETRY_MS, (refused.retry_in_s ?? 2) * 1000));
    } else {
      this.#change(refused.msg_id, { state: "refused", why: refusalWords(refused) });
      this.#send();
    }
    return true;
  }

  /** It stands in the log, or its author gave it up. */
  drop(msgId: string): void {
    if (this.list.some((each) => each.msg_id === msgId)) this.#set(this.list.filter((each) => each.msg_id !== msgId));
    if (this.#asked !== msgId) return;
    this.#answered(msgId); // its news may come before its acknowledgement: the next one does not wait for that
    this.#send();
  }

  stop(): void {
    this.closed();
  }

  #send(): void {
    if (!this.#open || this.#asked !== null || this.#timer !== null) return;
    const next = this.list.find((each) => each.state === "waiting");
    if (next === undefined) return;
    const { msg_id, text, reply_to, mentions } = next;
    if (!this.#tell({ type: "say", msg_id, text, reply_to, mentions })) return;
    this.#asked = msg_id;
    this.#wake(PATIENCE_MS);
  }

  #answered(msgId: string): boolean {
    if (this.#asked === msgId) {
      this.#asked = null;
      this.#wake(null);
    }
    return this.list.some((each) => each.msg_id === msgId);
  }

  #wake(afterMs: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer =
      afterMs === null
        ? null
        : setTimeout(() => {
            this.#timer = null;
            this.#asked = null;
            this.#send();
          }, afterMs);
  }

  #change(msgId: string, change: Partial<Waiting>): void {
    this.#set(this.list.map((each) => (each.msg_id === msgId ? { ...each, ...change } : each)));
  }

  #set(list: readonly Waiting[]): void {
    const here = new Set([...this.list, ...list].map((each) => each.msg_id));
    this.list = list;
    const unsaid = list.filter((each) => each.state !== "sent");
    const others = (this.#kept.get(this.#code) ?? []).filter((each) => !here.has(each.msg_id)); // of another tab
    const all = [...others, ...unsaid].slice(0, MOST_WAITING);
    this.#kept.set(this.#code, all.length > 0 ? all : null);
  }
}
