/** Pages of the queue and of the members, taken into what a client knows of a room. */
import type { Member, QueueEntry, Votes } from "./protocol.gen";
import { byId, inOrder, lastOf } from "./queue_order";
import type { Room } from "./room";
import { votesFrom, withPage } from "./votes";

/** Entries of the queue, behind which `remaining` are hidden, and who wants which of them. */
interface Page {
  readonly entries: readonly QueueEntry[];
  readonly remaining: number;
  readonly votes: Readonly<Record<string, Votes>>;
}

/** The room with everything upcoming replaced by a page. */
export function withUpcoming(room: Room, currentId: string, page: Page): Room {
  const order = inOrder(room.entries.values());
  const kept = order.slice(0, order.findIndex((entry) => entry.entry_id === currentId) + 1);
  return paged({ ...room, entries: byId(kept), stale: false }, page);
}

/** The room with the page that follows the last known entry. */
export function paged(room: Room, { entries, remaining, votes }: Page): Room {
  const known = byId([...room.entries.values(), ...entries]);
  const ids = entries.map((entry) => entry.entry_id);
  const knownTo = remaining > 0 ? lastOf(known) : null;
  return { ...room, entries: known, hidden: remaining, knownTo, votes: withPage(room.votes, ids, votesFrom(votes)) };
}

/** The room with the page of played `entries` that stand before the first known one. */
export function preceded(room: Room, entries: readonly QueueEntry[], remaining: number): Room {
  return { ...room, entries: byId([...room.entries.values(), ...entries]), playedCut: remaining > 0 };
}

/** The room with a page of members. */
export function withMembers(room: Room, members: readonly Member[]): Room {
  const known = new Map(room.members);
  for (const member of members) known.set(member.member_id, member);
  return { ...room, members: known, memberCount: Math.max(room.memberCount, known.size) };
}
