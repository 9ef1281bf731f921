/** Fetches what a snapshot only counts: the rest of the queue and of the members. One request of a kind at a time. */
import type { QueueEntry } from "../core/protocol.gen";
import { inOrder, paged, withMembers, withUpcoming, type Room } from "../core/room";
import type { Api } from "../net/api";

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
  moreMembers = (): Promise<void> => this.#once("members", () => this.#moreMembers());

  async #more(): Promise<void> {
    const last = this.#port.get()?.knownTo;
    if (last === null || last === undefined) return;
    const page = await this.#api.queue(this.#port.code(), last.entry_id);
    const room = this.#port.get();
    // News that came meanwhile may have moved the mark: then the page is of another place.
    if (room?.knownTo?.entry_id === last.entry_id) this.#port.set(paged(room, page.entries, page.remaining));
  }

  async #reload(): Promise<void> {
    const before = this.#port.get();
    const currentId = before?.transport.entry_id ?? null;
    if (before === null || currentId === null) return;
    const page = await this.#api.queue(this.#port.code(), currentId);
    const room = this.#port.get();
    if (room?.transport.entry_id !== currentId) return;
    this.#port.set(withUpcoming(room, currentId, known(page.entries, room), page.remaining));
  }

  async #moreMembers(): Promise<void> {
    const before = this.#port.get();
    if (before === null || before.members.size >= before.memberCount) return;
    const page = await this.#api.members(this.#port.code(), this.#membersTo);
    this.#membersTo = page.remaining > 0 ? page.members.at(-1)?.member_id : undefined;
    const room = this.#port.get();
    if (room !== null) this.#port.set(withMembers(room, page.members));
  }

  #once(kind: string, fetch: () => Promise<void>): Promise<void> {
    const running = this.#running.get(kind);
    if (running !== undefined) return running;
    const promise = fetch().finally(() => this.#running.delete(kind));
    this.#running.set(kind, promise);
    return promise;
  }
}

/** The page in order, without what has been removed since it was asked for. */
function known(entries: readonly QueueEntry[], room: Room): QueueEntry[] {
  return inOrder(entries.filter((entry) => !room.ghosts.has(entry.entry_id)));
}
