/**
 * What this member has asked for and not yet heard back: shown at once where a refusal costs nothing but a step back. The
 * music itself is never changed ahead of the room.
 */
import type { CommandBody, LoopMode, QueueEntry } from "../core/protocol.gen";
import { withWish, type VotesByEntry } from "../core/votes";

/** A place somebody asked for. */
export interface SeekTarget {
  readonly entryId: string;
  readonly positionUs: number;
}

interface Wish {
  readonly cmdId: string;
  readonly body: CommandBody;
  /** The wish stands in the room from this revision on; null while nobody has answered. */
  rev: number | null;
}

export class Wishes {
  /** The room hears what is asked. While it does not, nothing is shown of a wish. */
  heard = true;
  /** Changes with every wish that comes or goes. */
  version = 0;
  #wishes: readonly Wish[] = [];

  add(cmdId: string, body: CommandBody): void {
    this.#become([...this.#wishes, { cmdId, body, rev: null }]);
  }

  /** The room said yes. The wish stays until the events of `rev` have been applied too. */
  granted(cmdId: string, rev: number): void {
    for (const wish of this.#wishes) if (wish.cmdId === cmdId) wish.rev = rev;
  }

  drop(cmdId: string): void {
    this.#become(this.#wishes.filter((wish) => wish.cmdId !== cmdId));
  }

  /** Forgets what the room has caught up with. */
  settle(rev: number): void {
    this.#become(this.#wishes.filter((wish) => wish.rev === null || wish.rev > rev));
  }

  get #shown(): readonly Wish[] {
    return this.heard ? this.#wishes : [];
  }

  #become(wishes: readonly Wish[]): void {
    if (wishes.length !== this.#wishes.length) this.version += 1;
    this.#wishes = wishes;
  }

  playing(now: boolean): boolean {
    return this.#shown.reduce((playing, { body }) => {
      if (body.type === "play" || body.type === "jump") return true;
      return body.type === "pause" ? false : playing;
    }, now);
  }

  /** Where this member wants to go in the current entry; null: nowhere. */
  seeking(currentId: string | null): SeekTarget | null {
    const body = this.#shown.findLast((wish) => wish.body.type === "seek")?.body;
    if (body?.type !== "seek" || body.entry_id !== currentId) return null;
    return { entryId: body.entry_id, positionUs: body.position_us };
  }

  loop(now: LoopMode): LoopMode {
    return this.#shown.reduce((mode, { body }) => (body.type === "loop" ? body.mode : mode), now);
  }

  /** The votes with this member's own. */
  votes(now: VotesByEntry): VotesByEntry {
    return this.#shown.reduce((votes, { body }) => (body.type === "vote" ? withWish(votes, body) : votes), now);
  }

  /** The upcoming entries as wished for. */
  upcoming(entries: readonly QueueEntry[]): readonly QueueEntry[] {
    return this.#shown.reduce((list, { body }) => wished(list, body), entries);
  }

  /** How many there are then, with `hidden` ones behind them. */
  upcomingCount(entries: readonly QueueEntry[], hidden: number): number {
    return this.upcoming(entries).length + (this.#shown.some(({ body }) => body.type === "clear") ? 0 : hidden);
  }
}

function wished(entries: readonly QueueEntry[], body: CommandBody): readonly QueueEntry[] {
  if (body.type === "clear") return [];
  if (body.type === "remove") return entries.filter((entry) => !body.entry_ids.includes(entry.entry_id));
  if (body.type !== "move") return entries;
  const moved = entries.find((entry) => entry.entry_id === body.entry_id);
  if (moved === undefined) return entries;
  const others = entries.filter((entry) => entry !== moved);
  const place = others.findIndex((entry) => entry.entry_id === body.after) + 1;
  return [...others.slice(0, place), moved, ...others.slice(place)];
}
