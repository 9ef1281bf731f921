/** Who wants what in a room, as one member knows it: how many, and whether they do themselves. Twin of what `evolve` counts. */
import type { EntryVoted, SkipVoted, VoteCommand, Votes } from "./protocol.gen";

export type VotesByEntry = ReadonlyMap<string, Votes>;

export const NO_VOTES: Votes = { count: 0, mine: false };
export const NO_VOTERS: ReadonlySet<string> = new Set();

export function votesFrom(found: Readonly<Record<string, Votes>>): VotesByEntry {
  return new Map(Object.entries(found));
}

/** The votes after somebody voted. The event says how many there are then, so one that comes twice does no harm. */
export function voted(votes: VotesByEntry, event: EntryVoted, me: string | null): VotesByEntry {
  const after = new Map(votes);
  const now = counted(votes.get(event.entry_id) ?? NO_VOTES, event, me);
  if (now.count > 0) after.set(event.entry_id, now);
  else after.delete(event.entry_id);
  return after;
}

function counted(before: Votes, event: EntryVoted, me: string | null): Votes {
  return { count: event.votes, mine: event.member_id === me ? event.wanted : before.mine };
}

export function withVoter(voters: ReadonlySet<string>, { member_id, wanted }: SkipVoted): ReadonlySet<string> {
  const after = new Set(voters);
  if (wanted) after.add(member_id);
  else after.delete(member_id);
  return after;
}

/** The votes as they are once somebody's own wish has been heard. */
export function withWish(votes: VotesByEntry, wish: Pick<VoteCommand, "entry_id" | "wanted">): VotesByEntry {
  const { count, mine } = votes.get(wish.entry_id) ?? NO_VOTES;
  const wanted = wish.wanted ?? true;
  return mine === wanted
    ? votes
    : new Map(votes).set(wish.entry_id, { count: count + (wanted ? 1 : -1), mine: wanted });
}

/** The votes with those of a page. What is on the page and in nobody's wish has none. */
export function withPage(votes: VotesByEntry, entryIds: Iterable<string>, page: VotesByEntry): VotesByEntry {
  const after = new Map(votes);
  for (const id of entryIds) after.delete(id);
  for (const [id, each] of page) after.set(id, each);
  return after;
}

export function withoutEntry(votes: VotesByEntry, entryId: string): VotesByEntry {
  if (!votes.has(entryId)) return votes;
  const after = new Map(votes);
  after.delete(entryId);
  return after;
}

/** How many of those who hear the music skip it by voting, at a share of so many percent. */
export function votesNeeded(sharePercent: number, hearing: number): number {
  return Math.max(1, Math.ceil((hearing * sharePercent) / 100));
}
