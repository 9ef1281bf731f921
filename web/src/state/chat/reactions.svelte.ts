/** Emojis over the cover, and where in the track people sent them. */
import { newId } from "../../core/ids";
import type { Emoji, React, Reacted } from "../../core/protocol.gen";

export const EMOJIS: readonly Emoji[] = ["❤️", "🔥", "👏", "😂", "🎉", "😮", "😢", "🕺"];
export const HEAT_BINS = 100;
const MOST_FLYING = 40;
const LEAST_BETWEEN_MS = 250;

export interface Flying {
  readonly id: number;
  readonly emoji: Emoji;
  /** Where it starts, 0 to 1 of the width. */
  readonly x: number;
}

export class Reactions {
  flying = $state.raw<readonly Flying[]>([]);
  /** How much each hundredth of the track was loved. */
  heat = $state.raw<readonly number[]>([]);
  #trackId: string | null = null;
  #durationUs = 0;
  #next = 1;
  #sentAtMs = -Infinity;
  /** Sent from here and shown at once; told back they are not shown again. */
  readonly #own = new Map<Emoji, number>();
  readonly #tell: (message: React) => boolean;

  constructor(tell: (message: React) => boolean) {
    this.#tell = tell;
  }

  /** What can be heard. Answers whether that is news: how it was loved comes later, by `warmed`. */
  listenTo(trackId: string, durationUs: number): boolean {
    if (this.#trackId === trackId) return false;
    [this.#trackId, this.#durationUs, this.heat] = [trackId, durationUs, []];
    return true;
  }

  warmed(trackId: string, bins: readonly number[]): void {
    if (trackId === this.#trackId) this.heat = bins;
  }

  /** False when it was not sent: too fast, or nobody hears. */
  send(emoji: Emoji, entryId: string, positionUs: number): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#sentAtMs < LEAST_BETWEEN_MS) return false;
    const position_us = Math.max(0, Math.round(positionUs));
    if (!this.#tell({ type: "react", msg_id: newId(), emoji, entry_id: entryId, position_us })) return false;
    this.#sentAtMs = nowMs;
    this.#own.set(emoji, (this.#own.get(emoji) ?? 0) + 1);
    this.#fly(emoji);
    return true;
  }

  receive(reactions: readonly Reacted[], me: string | null): void {
    for (const each of reactions) {
      this.#warm(each);
      const own = each.member_id === me ? (this.#own.get(each.emoji) ?? 0) : 0;
      if (own > 0) this.#own.set(each.emoji, own - 1);
      else this.#fly(each.emoji);
    }
  }

  landed(id: number): void {
    this.flying = this.flying.filter((each) => each.id !== id);
  }

  /** What was sent and not told back by now never will be. */
  forget(): void {
    this.#own.clear();
  }

  #fly(emoji: Emoji): void {
    const id = this.#next;
    this.#next += 1;
    // Spread without chance, so that two after one another never fly on top of each other.
    const x = (id * 0.618034) % 1;
    this.flying = [...this.flying, { id, emoji, x }].slice(-MOST_FLYING);
  }

  #warm(each: Reacted): void {
    if (each.track_id !== this.#trackId || this.#durationUs <= 0) return;
    const heat = this.heat.length === HEAT_BINS ? [...this.heat] : Array.from({ length: HEAT_BINS }, () => 0);
    const bin = Math.min(HEAT_BINS - 1, Math.floor((each.position_us * HEAT_BINS) / this.#durationUs));
    heat[bin] = (heat[bin] ?? 0) + 1;
    this.heat = heat;
  }
}
