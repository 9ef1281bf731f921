/**
 * A room as a client holds it, and `evolve` for it: the twin of `sonix.core.room.evolve`, but for a part of the queue only.
 *
 * A snapshot carries the entries around the music and counts of the rest. What is known reaches, without a gap, from the
 * first known entry up to `knownTo`; entries behind it are only counted (`hidden`) and come by pages.
 */
import type {
  EntriesRemoved,
  Event,
  LoopMode,
  Member,
  QueueEntry,
  Settings,
  Snapshot,
  TrackStarted,
  Transport,
} from "./protocol.gen";
import { byId, inOrder, isBehind, lastOf } from "./queue_order";
import { NO_VOTERS, voted, votesFrom, withoutEntry, withVoter, type VotesByEntry } from "./votes";

/** Who added what nobody has added: it keeps the music going. */
export const NOBODY = "sonix";

const PLAYED_IN_SNAPSHOT = 10;
const REMOVALS_KEPT = 10;
const GHOSTS_KEPT = 200;

export interface Room {
  readonly rev: number;
  readonly name: string;
  readonly hostId: string;
  readonly settings: Settings;
  readonly loop: LoopMode;
  readonly transport: Transport;
  readonly previous: Transport | null;
  readonly entries: ReadonlyMap<string, QueueEntry>;
  /** Entries that were taken out: one of them may still be sounding. */
  readonly ghosts: ReadonlyMap<string, QueueEntry>;
  /** Upcoming entries that are not known here. */
  readonly hidden: number;
  /** The last known entry, while some are hidden behind it. */
  readonly knownTo: QueueEntry | null;
  /** There may be played entries before the first known one. */
  readonly playedCut: boolean;
  /** Something happened among what is not known: the upcoming entries have to be fetched again. */
  readonly stale: boolean;
  readonly members: ReadonlyMap<string, Member>;
  readonly memberCount: number;
  readonly undoIds: readonly string[];
  /** Until this room time, µs, every device plays the click track. */
  readonly clickUntilUs: number;
  /** Who this browser is in the room; null while it does not say. */
  readonly me: string | null;
  /** Known entries that somebody wants. */
  readonly votes: VotesByEntry;
  /** Who wants to skip what plays; not all of their votes count. */
  readonly skipVoters: ReadonlySet<string>;
}

export function fromSnapshot(snapshot: Snapshot, me: string | null = null): Room {
  const entries = new Map(snapshot.entries.map((entry) => [entry.entry_id, entry]));
  const order = inOrder(entries.values());
  const index = order.findIndex((entry) => entry.entry_id === snapshot.transport.entry_id);
  const hidden = Math.max(0, snapshot.upcoming_count - (order.length - index - 1));
  return {
    rev: snapshot.rev,
    name: snapshot.name,
    hostId: snapshot.host_id,
    settings: snapshot.settings,
    loop: snapshot.loop,
    transport: snapshot.transport,
    previous: snapshot.previous,
    entries,
    ghosts: new Map(),
    hidden,
    knownTo: hidden > 0 ? (order.at(-1) ?? null) : null,
    playedCut: index >= PLAYED_IN_SNAPSHOT,
    stale: false,
    members: new Map(snapshot.members.map((member) => [member.member_id, member])),
    memberCount: snapshot.member_count,
    undoIds: snapshot.undo_ids,
    clickUntilUs: snapshot.click_until_us,
    me,
    votes: votesFrom(snapshot.votes),
    skipVoters: new Set(snapshot.skip_voters),
  };
}

/** The room after `event`. An event the room already holds, or about what is not known here, does no harm. */
export function evolve(room: Room, event: Event): Room {
  switch (event.type) {
    case "transport":
      return switched(room, event.transport, event.previous);
    case "entries":
      return withEntries(room, event.entries);
    case "restored":
      return { ...withEntries(room, event.entries), undoIds: room.undoIds.filter((id) => id !== event.undo_id) };
    case "order":
      return withKeys(room, event.keys);
    case "removed":
      return without(room, event);
    case "loop":
      return { ...room, loop: event.mode };
    case "configured":
      return { ...room, name: event.name, settings: event.settings };
    case "member":
      return withMember(room, event.member);
    case "host":
      return { ...room, hostId: event.host_id };
    case "click_track":
      return { ...room, clickUntilUs: event.until_us };
    case "voted":
      return { ...room, votes: voted(room.votes, event, room.me) };
    case "skip_voted":
      return event.entry_id === room.transport.entry_id
        ? { ...room, skipVoters: withVoter(room.skipVoters, event) }
        : room;
    case "started":
      return started(room, event);
    case "silence":
    case "standing":
    default: // a newer server may tell of more
      return room;
  }
}

function switched(room: Room, transport: Transport, previous: Transport | null): Room {
  const skipVoters = transport.entry_id === room.transport.entry_id ? room.skipVoters : NO_VOTERS;
  return { ...room, transport, previous, skipVoters };
}

/** What has started is wanted by nobody any more, and stands where anybody put it no more either. */
function started(room: Room, event: TrackStarted): Room {
  const entry = room.entries.get(event.entry_id);
  const entries = entry?.pinned === true ? withOne(room.entries, { ...entry, pinned: false }) : room.entries;
  return { ...room, entries, votes: withoutEntry(room.votes, event.entry_id), skipVoters: NO_VOTERS };
}

/** The entry of this id, also when it was taken out and sounds on. */
export function entryIn(room: Room | null, entryId: string | null): QueueEntry | null {
  if (room === null || entryId === null) return null;
  return room.entries.get(entryId) ?? room.ghosts.get(entryId) ?? null;
}

/** Entries that may be heard now, whatever becomes of them in the queue: also what ends under a blend. */
export function soundingIn({ transport, previous }: Room): string[] {
  const known = [transport, previous].flatMap((each) => [each?.entry_id, each?.blend?.entry_id]);
  return known.filter((entryId) => typeof entryId === "string");
}

function withEntries(room: Room, changed: readonly QueueEntry[]): Room {
  const entries = new Map(room.entries);
  const ghosts = new Map(room.ghosts);
  let { hidden, stale } = room;
  for (const entry of changed) {
    ghosts.delete(entry.entry_id);
    if (isTargetElsewhere(room, entry)) return beginningAt(room, entry);
    const wasKnown = entries.delete(entry.entry_id);
    const isKnown = room.knownTo === null || !isBehind(entry, room.knownTo);
    if (isKnown) entries.set(entry.entry_id, entry);
    else if (wasKnown) hidden += 1;
    // With hidden entries about, an unknown one may be new, or one of those moved.
    if (!wasKnown && room.hidden > 0) stale = true;
  }
  return remarked({ ...room, entries, ghosts, hidden, stale });
}

/** The music goes to an entry outside of what is known here. */
function isTargetElsewhere(room: Room, entry: QueueEntry): boolean {
  if (entry.entry_id !== room.transport.entry_id || room.entries.has(entry.entry_id)) return false;
  const first = inOrder(room.entries.values())[0];
  const isBefore = room.playedCut && first !== undefined && isBehind(first, entry);
  return isBefore || (room.knownTo !== null && isBehind(entry, room.knownTo));
}

/** The room with `entry` alone known; what comes after it has to be fetched. What sounds until then is remembered. */
function beginningAt(room: Room, entry: QueueEntry): Room {
  const ghosts = new Map(room.ghosts);
  for (const entryId of soundingIn(room)) {
    const sounding = room.entries.get(entryId);
    if (sounding !== undefined) ghosts.set(entryId, sounding);
  }
  const hidden = Math.max(1, room.hidden);
  return { ...room, entries: byId([entry]), ghosts, hidden, knownTo: entry, playedCut: true, stale: true };
}

function withKeys(room: Room, keys: Readonly<Record<string, string>>): Room {
  const entries = new Map(room.entries);
  let stale = room.stale;
  for (const [id, key] of Object.entries(keys)) {
    const entry = entries.get(id);
    if (entry !== undefined) entries.set(id, { ...entry, order_key: key });
    if (room.hidden > 0) stale = true;
  }
  return remarked({ ...room, entries, stale });
}

function without(room: Room, event: EntriesRemoved): Room {
  const entries = new Map(room.entries);
  const ghosts = new Map(room.ghosts);
  let stale = room.stale;
  for (const id of event.entry_ids) {
    const entry = entries.get(id);
    entries.delete(id);
    if (entry !== undefined) ghosts.set(id, entry);
    else if (room.hidden > 0 && event.undo_id !== null) stale = true;
  }
  for (const id of ghosts.keys()) {
    if (ghosts.size <= GHOSTS_KEPT) break;
    ghosts.delete(id);
  }
  const undoIds = event.undo_id === null ? room.undoIds : withLast(room.undoIds, event.undo_id);
  return remarked({ ...room, entries, ghosts, stale, undoIds });
}

/** The room with the mark on the last entry that is known, when the one it was on has moved or gone. */
function remarked(room: Room): Room {
  const { knownTo, entries } = room;
  if (knownTo === null || entries.get(knownTo.entry_id)?.order_key === knownTo.order_key) return room;
  const last = lastOf(entries);
  return { ...room, knownTo: last, stale: room.stale || last === null };
}

function withLast(ids: readonly string[], id: string): string[] {
  return [...ids.filter((each) => each !== id), id].slice(-REMOVALS_KEPT);
}

function withMember(room: Room, member: Member): Room {
  const members = new Map(room.members);
  const before = members.get(member.member_id);
  if (member.left) members.delete(member.member_id);
  else members.set(member.member_id, member);
  const arrived = before === undefined && !member.left && room.memberCount === room.members.size;
  const gone = member.left && before !== undefined;
  return { ...room, members, memberCount: room.memberCount + (arrived ? 1 : 0) - (gone ? 1 : 0) };
}

function withOne(entries: ReadonlyMap<string, QueueEntry>, entry: QueueEntry): ReadonlyMap<string, QueueEntry> {
  return new Map(entries).set(entry.entry_id, entry);
}
