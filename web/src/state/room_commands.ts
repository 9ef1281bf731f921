/** What may be asked of a room, each as one call. All of them throw `CommandRefused`. */
import type { CommandBody, ConfigureCommand, LoopMode, MemberRole, Transport } from "../core/protocol.gen";
import { CommandRefused, type Done } from "../net/pending";
import { words } from "../i18n/words.svelte";

export abstract class RoomCommands {
  /** What a command about "this track" is about. */
  abstract readonly transport: Transport | null;
  protected abstract command(body: CommandBody): Promise<Done>;
  readonly #noteListeners = new Set<(note: string) => void>();

  /** Calls back when something was done in part only, with what and why. The answer ends it. */
  onNote = (callback: (note: string) => void): (() => void) => {
    this.#noteListeners.add(callback);
    return () => void this.#noteListeners.delete(callback);
  };

  protected noted(done: Done): Done {
    if (done.note !== undefined) for (const listener of this.#noteListeners) listener(done.note);
    return done;
  }

  play = (): Promise<Done> => this.command({ type: "play" });
  pause = (): Promise<Done> => this.command({ type: "pause" });
  skip = (): Promise<Done> => this.#onCurrent((entry_id) => ({ type: "skip", entry_id }));
  previous = (): Promise<Done> => this.#onCurrent((entry_id) => ({ type: "previous", entry_id }));
  /** @param shownId the entry whose bar was used: refused when the room has gone on to another. Left out: the current one. */
  seek = (positionUs: number, shownId?: string): Promise<Done> => {
    const position_us = Math.max(0, Math.round(positionUs));
    return this.#onCurrent((currentId) => ({ type: "seek", entry_id: shownId ?? currentId, position_us }));
  };
  jump = (entryId: string): Promise<Done> => this.command({ type: "jump", entry_id: entryId });
  enqueue = (trackIds: readonly string[], where: "last" | "next" = "last"): Promise<Done> =>
    this.command({ type: "enqueue", track_ids: trackIds, where });
  remove = (entryIds: readonly string[]): Promise<Done> => this.command({ type: "remove", entry_ids: entryIds });
  /** Puts an entry right after `after`; null: before everything that is still to come. */
  move = (entryId: string, after: string | null): Promise<Done> =>
    this.command({ type: "move", entry_id: entryId, after });
  clear = (): Promise<Done> => this.command({ type: "clear" });
  /** @param undoId the `cmdId` of the removal, or one of `undoIds`. */
  undo = (undoId: string): Promise<Done> => this.command({ type: "undo", undo_id: undoId });
  shuffle = (): Promise<Done> => this.command({ type: "shuffle" });
  /** Wants an entry that is to come, or no more. */
  vote = (entryId: string, wanted: boolean): Promise<Done> => this.command({ type: "vote", entry_id: entryId, wanted });
  /** Wants what plays skipped, or no more. */
  voteSkip = (wanted: boolean): Promise<Done> =>
    this.#onCurrent((entry_id) => ({ type: "vote_skip", entry_id, wanted }));
  setLoop = (mode: LoopMode): Promise<Done> => this.command({ type: "loop", mode });
  /** What is left out stays as it is. */
  configure = (changes: Omit<ConfigureCommand, "type">): Promise<Done> =>
    this.command({ type: "configure", ...changes });
  setRole = (memberId: string, role: MemberRole): Promise<Done> =>
    this.command({ type: "set_role", member_id: memberId, role });
  rename = (name: string): Promise<Done> => this.command({ type: "rename", name });
  handOver = (memberId: string): Promise<Done> => this.command({ type: "hand_over", member_id: memberId });
  startNow = (): Promise<Done> => this.command({ type: "start_now", epoch: this.transport?.epoch ?? 0 });

  /** Lets every device play the click track for so many seconds, at most 300; 0 ends it. */
  click = (seconds: number): Promise<Done> => this.command({ type: "click", seconds });

  #onCurrent(body: (entryId: string) => CommandBody): Promise<Done> {
    const entryId = this.transport?.entry_id ?? null;
    if (entryId === null) return Promise.reject(new CommandRefused("queue_empty", words.queue.nothingToPlay));
    return this.command(body(entryId));
  }
}
