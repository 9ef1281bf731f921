import { createContext } from "svelte";
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import { NOBODY } from "../../core/room";
import { words } from "../../i18n/words.svelte";
import type { HistoryPage } from "../../net/api_types";

interface Someone {
  readonly member_id: string;
  readonly name: string;
  readonly isMe: boolean;
}

/** What this needs of a room. */
export interface Roster {
  readonly members: readonly Someone[];
  readonly memberCount: number;
  loadMoreMembers(): Promise<void>;
}

/** Who added what. A name stays known when its member leaves; one that never was is looked for, once. */
export class Adders {
  readonly #room: Roster;
  readonly #history: () => Promise<HistoryPage>;
  readonly #names = new SvelteMap<string, string>();
  /** Looked for in all there is. */
  readonly #sought = new SvelteSet<string>();
  #seeking = false;

  constructor(room: Roster, history: () => Promise<HistoryPage>) {
    this.#room = room;
    this.#history = history;
  }

  /** "you", a name, or that they have left; null while it is not known. */
  name(memberId: string): string | null {
    if (memberId === NOBODY) return words.music.ofTheRoom;
    const here = this.#here(memberId);
    if (here) return here.isMe ? words.parts.you : here.name;
    return this.#names.get(memberId) ?? (this.#sought.has(memberId) ? words.parts.someoneLeft : null);
  }

  /** The sentence about it, for the track that plays. */
  sentence(memberId: string): string | null {
    if (memberId === NOBODY) return words.music.keptGoing;
    const name = this.name(memberId);
    return name === null ? null : words.parts.addedBy(name);
  }

  /** Remembers whoever is in the room now. */
  learn(): void {
    for (const { member_id, name } of this.#room.members) this.#names.set(member_id, name);
  }

  /** Looks for those of `memberIds` that are not known: among members that were not fetched yet, then in what was played. */
  async seek(memberIds: readonly string[]): Promise<void> {
    const unknown = new Set(memberIds.filter((id) => this.name(id) === null));
    if (unknown.size === 0 || this.#seeking) return;
    this.#seeking = true;
    try {
      await this.#fetchMembers(unknown);
      for (const { added_by, added_by_name } of (await this.#history()).items) {
        if (added_by_name !== "" && !this.#names.has(added_by)) this.#names.set(added_by, added_by_name);
      }
      for (const id of unknown) this.#sought.add(id);
    } catch {
      // without a network it stays unknown; the next change of the queue asks again
    } finally {
      this.#seeking = false;
    }
  }

  async #fetchMembers(unknown: ReadonlySet<string>): Promise<void> {
    const missing = (): boolean => this.#room.members.length < this.#room.memberCount;
    while (missing() && [...unknown].some((id) => !this.#here(id))) {
      const before = this.#room.members.length;
      await this.#room.loadMoreMembers();
      this.learn();
      if (this.#room.members.length <= before) return;
    }
  }

  #here(memberId: string): Someone | undefined {
    return this.#room.members.find((member) => member.member_id === memberId);
  }
}

export const [useAdders, provideAdders] = createContext<Adders>();
