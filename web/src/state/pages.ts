/**
 * Fetches what a snapshot only counts: the rest of the queue and of the members. One request of a kind at a time. A page
 * says which revision it shows: one older than the room here is asked for again.
 */
import { inOrder } from "../core/queue_order";
import type { Room } from "../core/room";
import { paged, preceded, withMembers, withUpcoming } from "../core/room_pages";
import { ApiError, type Api, type QueuePage } from "../net/api";

/** More in a row, and the room changes faster than it can be read: the next change asks again. */
const MOST_TRIES = 5;
const EARLIER_AT_ONCE = 200;

/** The state the pages go into. */
export interface PagesPort {
  code(): string;
  get(): Room | null;
  set(room: Room): void;
}

export class Pages {
  readonly #api: Api;
  readonly #port: PagesPort;
  readonly #running = new Map<string, Promise<void>>();
  /** Members come in the order they joined, whatever a snapshot has brought: so their pages have a mark of their own. */
  #membersTo: string | undefined;

  constructor(api: Api, port: PagesPort) {
    this.#api = api;
    this.#port = port;
  }

  /** The next page of the queue, if entries are hidden. */
  more = (): Promise<void> => this.#once("queue", () => this.#more());
  /** Everything upcoming from its beginning, after something happened among the hidden entries. */
  reload = (): Promise<void> => this.#once("queue", () => this.#reload());
  /** What was played before the first known entry: a queue that goes round comes back to it. */
  earlier = (): Promise<void> => this.#once("earlier", () => this.#earlier());
  moreMembers = (): Promise<void> => this.#once("members", () => this.#moreMembers());

  async #more(): Promise<void> {
    const last = this.#port.get()?.knownTo;
    if (last === null || last === undefined) return;
    const page = await this.#page({ after: last.entry_id });
    const room = this.#port.get();
    if (room === null) return;
    if (page === null || page.rev < room.rev) await this.#reload();
    // News that came meanwhile may have moved the mark: then the page is of another place.
    else if (room.knownTo?.entry_id === last.entry_id) this.#port.set(paged(room, page));
    if (this.#port.get()?.stale === true) await this.#reload();
  }

  async #reload(): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const currentId = this.#port.get()?.transport.entry_id ?? null;
      if (currentId === null) return;
      const page = await this.#page({ after: currentId });
      const room = this.#port.get();
      if (page === null || page.rev < (room?.rev ?? 0) || room?.transport.entry_id !== currentId) continue;
      this.#port.set(withUpcoming(room, currentId, page));
      return;
    }
  }

  async #earlier(): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const firstId = firstOf(this.#port.get());
      if (firstId === null) return;
      const page = await this.#page({ before: firstId }, EARLIER_AT_ONCE);
      const room = this.#port.get();
      if (page === null || page.rev < (room?.rev ?? 0) || room === null || firstOf(room) !== firstId) continue;
      this.#port.set(preceded(room, page.entries, page.remaining));
      if (page.remaining === 0) return;
      tries = 0;
    }
  }

  async #moreMembers(): Promise<void> {
    const before = this.#port.get();
    if (before === null || before.members.size >= before.memberCount) return;
    const page = await this.#api.members(this.#port.code(), this.#membersTo);
    this.#membersTo = page.remaining > 0 ? page.members.at(-1)?.member_id : undefined;
    const room = this.#port.get();
    if (room !== null) this.#port.set(withMembers(room, page.members));
  }

  /** Null: the entry it was to begin at is not in the queue any more. */
  async #page(from: { after?: string; before?: string }, limit?: number): Promise<QueuePage | null> {
    try {
      return await this.#api.queue(this.#port.code(), from, limit);
    } catch (error) {
      if (error instanceof ApiError && error.code === "page_moved") return null;
      throw error;
    }
  }

  #once(kind: string, fetch: () => Promise<void>): Promise<void> {
    const running = this.#running.get(kind);
    if (running !== undefined) return running;
    const promise = fetch().finally(() => this.#running.delete(kind));
    this.#running.set(kind, promise);
    return promise;
  }
}

function firstOf(room: Room | null): string | null {
  return room === null ? null : (inOrder(room.entries.values())[0]?.entry_id ?? null);
}
