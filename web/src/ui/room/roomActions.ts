import { words } from "../../i18n/words.svelte";
import type { LoopMode, MemberRole, QueueEntry } from "../../core/protocol.gen";
import type { Done, Person, RoomState } from "../../state/room.svelte";
import { isRuled, movableWith } from "../queue/queueMode";
import type { Toasts } from "../parts/toasts.svelte";

const NEXT_LOOP: Record<LoopMode, LoopMode> = { off: "queue", queue: "track", track: "off" };

/** What people do in a room, with what they are told about it: refusals as a toast, removals with an undo. */
export class RoomActions {
  readonly #room: RoomState;
  readonly #toasts: Toasts;
  /** The toast that offers to take a removal back, by the id of the removal. */
  readonly #offers = new Map<string, number>();

  constructor(room: RoomState, toasts: Toasts) {
    this.#room = room;
    this.#toasts = toasts;
  }

  toggle = (): void => this.#tell(() => (this.#room.playing ? this.#room.pause() : this.#room.play()));
  play = (): void => this.#tell(() => this.#room.play());
  pause = (): void => this.#tell(() => this.#room.pause());
  skip = (): void => this.#tell(() => this.#room.skip());
  previous = (): void => this.#tell(() => this.#room.previous());
  shuffle = (): void => this.#tell(() => this.#room.shuffle());
  nextLoop = (): void => this.#tell(() => this.#room.setLoop(NEXT_LOOP[this.#room.loop]));
  startNow = (): void => this.#tell(() => this.#room.startNow());
  seek = (entry: QueueEntry, positionUs: number): void =>
    this.#tell(() => this.#room.seek(Math.max(0, Math.round(positionUs)), entry.entry_id));
  jump = (entry: QueueEntry): void => this.#tell(() => this.#room.jump(entry.entry_id));
  setRole = (person: Person, role: MemberRole): void =>
    this.#tell(() =>
      this.#room
        .setRole(person.member_id, role)
        .then(() => this.#toasts.show(words.people.roleGiven[role](person.name))),
    );
  handOver = (memberId: string): void => this.#tell(() => this.#room.handOver(memberId));

  vote = (entry: QueueEntry, wanted: boolean): void => this.#tell(() => this.#room.vote(entry.entry_id, wanted));
  voteSkip = (wanted: boolean): void => this.#tell(() => this.#room.voteSkip(wanted));

  /** Resolves when the room has answered, whatever it said. */
  move = (entry: QueueEntry, after: string | null): Promise<void> =>
    this.#told(() => this.#room.move(entry.entry_id, after));
  loadMore = (): Promise<void> => this.#fetched(this.#room.loadMoreQueue());
  loadMorePeople = (): Promise<void> => this.#fetched(this.#room.loadMoreMembers());

  /** One place up (-1) or down (1) among what is still to come. */
  shift = (entry: QueueEntry, by: -1 | 1): void => {
    const movable = movableWith(this.#room, entry);
    const above = movable[movable.findIndex(({ entry_id }) => entry_id === entry.entry_id) - 1];
    // In turns the first place is for what is put next: up goes only what stands above, down.
    if (by === -1 && above !== undefined && isRuled(this.#room)) {
      void this.move(above, entry.entry_id);
      return;
    }
    const after = placeAfterShift(movable, entry.entry_id, by);
    if (after !== undefined) void this.move(entry, after);
  };

  remove = (entry: QueueEntry): void => {
    this.#tell(() =>
      this.#room
        .remove([entry.entry_id])
        .then((done) => this.#offerUndo(words.queue.removedOne(entry.track.title), done)),
    );
  };

  clear = (): void => {
    const count = this.#room.upcomingCount;
    this.#tell(() => this.#room.clear().then((done) => this.#offerUndo(words.queue.removedMany(count), done)));
  };

  /** Takes back the newest removal that still can be. */
  undoLast = (): void => {
    const undoId = this.#room.undoIds.at(-1);
    if (undoId !== undefined) this.#undo(undoId);
  };

  #offerUndo(text: string, done: Done): void {
    this.#offers.set(
      done.cmdId,
      this.#toasts.undo(text, () => this.#undo(done.cmdId)),
    );
  }

  #undo(undoId: string): void {
    const offer = this.#offers.get(undoId);
    if (offer !== undefined) this.#toasts.dismiss(offer);
    this.#offers.delete(undoId);
    this.#tell(() => this.#room.undo(undoId));
  }

  #tell(ask: () => Promise<unknown>): void {
    void this.#told(ask);
  }

  /** Nothing is asked for later while the room cannot hear it. */
  #told(ask: () => Promise<unknown>): Promise<void> {
    if (this.#room.reachable) return this.#fetched(ask());
    this.#toasts.show(words.problems.unheard, { tone: "bad" });
    return Promise.resolve();
  }

  async #fetched(doing: Promise<unknown>): Promise<void> {
    try {
      await doing;
    } catch (error) {
      this.#toasts.problem(error);
    }
  }
}

/** The entry to stand after when `entryId` goes one place up or down; null: first of all. Undefined when it cannot go there. */
export function placeAfterShift(
  upcoming: readonly Pick<QueueEntry, "entry_id">[],
  entryId: string,
  by: -1 | 1,
): string | null | undefined {
  const at = upcoming.findIndex((entry) => entry.entry_id === entryId);
  const to = at + by;
  if (at < 0 || to < 0 || to >= upcoming.length) return undefined;
  const after = by === 1 ? upcoming[to] : upcoming[to - 1];
  return after?.entry_id ?? null;
}
