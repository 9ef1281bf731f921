/** What the mode of the queue leaves to somebody's hands: the page's side of `sonix.core.room.mode_rules`. */
import { votesNeeded } from "../../core/votes";
import type { QueueEntry, Right, Settings, Votes } from "../../core/protocol.gen";

/** What this needs of a room. */
export interface RuledRoom {
  readonly me: string | null;
  readonly settings: Pick<Settings, "queue">;
  can(right: Right): boolean;
}

/** Votes or turns order the queue, rather than people's hands. */
export function isRuled(room: RuledRoom): boolean {
  return room.settings.queue.mode === "votes" || room.settings.queue.mode === "turns";
}

/** Who may change the settings is not bound by those of the queue. */
export const runsRoom = (room: RuledRoom): boolean => room.can("configure");

/** Somebody may move this entry to any place among what it can change places with. */
export function mayMove(room: RuledRoom, entry: Pick<QueueEntry, "added_by">): boolean {
  const { mode } = room.settings.queue;
  if (mode === "votes") return false;
  if (mode === "turns") return entry.added_by === room.me || runsRoom(room);
  return room.can("arrange");
}

/** Those an entry can change places with, in order: in turns, those of the same person. */
export function movableWith(
  room: RuledRoom & { readonly upcoming: readonly QueueEntry[] },
  entry: Pick<QueueEntry, "added_by">,
): readonly QueueEntry[] {
  if (room.settings.queue.mode !== "turns") return room.upcoming;
  return room.upcoming.filter((other) => other.added_by === entry.added_by);
}

/** Somebody may put an entry next, whatever votes and turns say. */
export const mayPutNext = (room: RuledRoom): boolean => (isRuled(room) ? runsRoom(room) : room.can("arrange"));

/** Whether this member's press on skip is a vote. */
export const skipsByVote = (room: RuledRoom): boolean => room.settings.queue.skip_share > 0 && !runsRoom(room);

/** Somebody may play an entry at once: not over the heads of those who vote, on the order or on skipping. */
export const mayJump = (room: RuledRoom): boolean =>
  room.can("playback") && (runsRoom(room) || (!isRuled(room) && !skipsByVote(room)));

export const mayShuffle = (room: RuledRoom): boolean => room.can("arrange") && !isRuled(room);

export const mayClear = (room: RuledRoom): boolean => (isRuled(room) ? runsRoom(room) : room.can("arrange"));

/** Votes there are and votes it takes. */
export function skipTally(
  room: RuledRoom & { readonly skipVotes: Votes; readonly audience: { readonly hearing: number } },
): { votes: number; needed: number; mine: boolean } {
  const needed = votesNeeded(room.settings.queue.skip_share, room.audience.hearing);
  return { votes: room.skipVotes.count, needed, mine: room.skipVotes.mine };
}
