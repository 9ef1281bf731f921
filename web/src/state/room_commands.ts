/** What may be asked of a room, each as one call. All of them throw `CommandRefused`. */
import type { Audience, CommandBody, LoopMode, Transport } from "../core/protocol.gen";
import { CommandRefused, type Done } from "../net/pending";

export abstract class RoomCommands {
  /** What a command about "this track" is about. */
  abstract readonly transport: Transport | null;
  protected abstract command(body: CommandBody): Promise<Done>;

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
  setLoop = (mode: LoopMode): Promise<Done> => this.command({ type: "loop", mode });
  configure = (changes: { name?: string; control?: Audience; add?: Audience }): Promise<Done> =>
    this.command({ type: "configure", ...changes });
  rename = (name: string): Promise<Done> => this.command({ type: "rename", name });
  handOver = (memberId: string): Promise<Done> => this.command({ type: "hand_over", member_id: memberId });
  startNow = (): Promise<Done> => this.command({ type: "start_now", epoch: this.transport?.epoch ?? 0 });

  /** Lets every device play the click track for so many seconds, at most 300; 0 ends it. */
  click = (seconds: number): Promise<Done> => this.command({ type: "click", seconds });

  #onCurrent(body: (entryId: string) => CommandBody): Promise<Done> {
    const entryId = this.transport?.entry_id ?? null;
    if (entryId === null) return Promise.reject(new CommandRefused("queue_empty", "There is nothing to play yet."));
    return this.command(body(entryId));
  }
}
