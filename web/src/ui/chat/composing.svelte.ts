/** What is being written: a new message, an answer, or a change of one's own. Kept for each room while it is not sent. */
import type { Said } from "../../core/protocol.gen";
import type { ChatState } from "../../state/chat/chat.svelte";
import { DRAFTS_KEY, KeptByRoom } from "../../state/chat/kept";
import { ownWords } from "../home/problems";
import { emojiOffers, mentionsIn, nameOffers, typedAt, withEmoji, type Named, type Offer } from "./completing";
import type { Emoji } from "./emoji";

export const MOST_CHARS = 2000;

const isText = (value: unknown): value is string => typeof value === "string";

export class Composing {
  text = $state("");
  caret = $state(0);
  /** What it answers. */
  reply = $state.raw<Said | null>(null);
  /** What it changes. */
  editing = $state.raw<Said | null>(null);
  busy = $state(false);
  problem = $state<string | null>(null);
  emoji = $state.raw<readonly Emoji[]>([]);
  /** Which offer Enter takes. */
  chosen = $state(0);
  /** The offers were sent away for the word that begins there. */
  #dismissedFrom = $state<number | null>(null);
  readonly typed = $derived(typedAt(this.text, this.caret));
  readonly offers = $derived.by((): readonly Offer[] => {
    if (this.typed === null || this.typed.from === this.#dismissedFrom) return [];
    return this.typed.kind === "emoji"
      ? emojiOffers(this.typed.word, this.emoji)
      : nameOffers(this.typed.word, this.#people());
  });
  readonly tooLong = $derived(this.text.trim().length > MOST_CHARS);
  readonly #chat: ChatState;
  readonly #people: () => readonly Named[];
  readonly #drafts: KeptByRoom<string>;
  readonly #code: string;
  /** What was being written before a message was picked to be changed. */
  #before = "";

  constructor(chat: ChatState, code: string, people: () => readonly Named[], drafts?: KeptByRoom<string>) {
    this.#chat = chat;
    this.#code = code;
    this.#people = people;
    this.#drafts = drafts ?? new KeptByRoom(DRAFTS_KEY, isText);
    this.text = this.#drafts.get(code) ?? "";
  }

  /** Fetches the list of emojis, which not everybody needs. Without a connection one writes without it until later. */
  async prepare(): Promise<void> {
    if (this.emoji.length === 0) this.emoji = (await import("./emoji").catch(() => null))?.ALL_EMOJI ?? [];
  }

  /** Takes up what another app has shared into this room, behind what was being written. */
  takeShared(shared: string | null): void {
    if (shared === null || this.editing !== null) return;
    const text = this.text.trim() === "" ? shared : `${this.text.trimEnd()}\n${shared}`;
    this.typedOn(text, text.length);
  }

  typedOn(text: string, caret: number): void {
    [this.text, this.caret, this.chosen, this.problem] = [text, caret, 0, null];
    this.#keep();
    if (this.editing === null) this.#chat.types(text.trim() !== "");
  }

  /** Puts something where the caret is, or in place of the word before it. Answers where the caret stands then. */
  insert(text: string, from = this.caret): number {
    const before = this.text.slice(0, from) + text;
    this.typedOn(before + this.text.slice(this.caret), before.length);
    return before.length;
  }

  /** Takes an offer. Answers where the caret stands then. */
  take(offer: Offer): number {
    return this.insert(offer.insert, this.typed?.from);
  }

  dismiss(): void {
    this.#dismissedFrom = this.typed?.from ?? null;
  }

  step(by: 1 | -1): void {
    this.chosen = (this.chosen + by + this.offers.length) % Math.max(1, this.offers.length);
  }

  answer(said: Said): void {
    this.cancel();
    this.reply = said;
  }

  change(said: Said): void {
    this.cancel();
    this.#before = this.text;
    [this.editing, this.text, this.caret] = [said, said.text, said.text.length];
  }

  /** Back to a plain message. */
  cancel(): void {
    if (this.editing !== null) [this.text, this.caret] = [this.#before, this.#before.length];
    [this.reply, this.editing, this.problem] = [null, null, null];
  }

  /** Answers whether it is on its way. */
  async submit(): Promise<boolean> {
    const text = withEmoji(this.text, this.emoji).trim();
    if (text === "" || this.tooLong || this.busy) return false;
    const mentions = mentionsIn(text, this.#people());
    if (this.editing !== null) return this.#submitChange(this.editing, text, mentions);
    if (this.#chat.outbox.full) return false;
    this.#chat.say({ text, replyTo: this.reply?.seq ?? null, mentions });
    [this.text, this.caret, this.reply, this.problem] = ["", 0, null, null];
    this.#keep();
    return true;
  }

  async #submitChange(said: Said, text: string, mentions: readonly string[]): Promise<boolean> {
    this.busy = true;
    try {
      if (text !== said.text) await this.#chat.edit(said.seq, text, mentions);
      this.cancel();
      return true;
    } catch (error) {
      this.problem = ownWords(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #keep(): void {
    if (this.editing === null) this.#drafts.set(this.#code, this.text === "" ? null : this.text);
  }
}
