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
  Track,
  Transport,
} from "./protocol.gen";
import type { RoomView } from "./timeline";

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
}

export function fromSnapshot(snapshot: Snapshot): Room {
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
  };
}

/** The room after `event`. An event the room already holds, or about what is not known here, does no harm. */
export function evolve(room: Room, event: Event): Room {
  switch (event.type) {
    case "transport":
      return { ...room, transport: event.transport, previous: event.previous };
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
    case "silence":
    case "started":
    default: // a newer server may tell of more
      return room;
  }
}

/** The entry of this id, also when it was taken out and sounds on. */
export function entryIn(room: Room | null, entryId: string | null): QueueEntry | null {
  if (room === null || entryId === null) return null;
  return room.entries.get(entryId) ?? room.ghosts.get(entryId) ?? null;
}

/** Entries as the queue stands. Keys compare as plain strings, whatever the language of the browser. */
export function inOrder(entries: Iterable<QueueEntry>): QueueEntry[] {
  return [...entries].sort((a, b) => compare(a.order_key, b.order_key) || compare(a.entry_id, b.entry_id));
}

const views = new WeakMap<Room, RoomView>();

/** What the timeline needs. Asked for several times a second, so made once a room. */
export function viewOf(room: Room): RoomView {
  const view = views.get(room) ?? madeView(room);
  views.set(room, view);
  return view;
}

function madeView(room: Room): RoomView {
  const order = inOrder(room.entries.values());
  return {
    transport: room.transport,
    previous: room.previous,
    loop: room.loop,
    order: order.map((entry) => ({ entryId: entry.entry_id, durationUs: durationUs(entry.track) })),
    truncated: room.hidden > 0 || (room.loop === "queue" && room.playedCut),
  };
}

/** Tracks of all entries a plan may name, in the order of the queue. What was taken out is in it only while it sounds. */
export function tracksOf(room: Room | null): ReadonlyMap<string, Track> {
  if (room === null) return new Map();
  const tracks = trackMaps.get(room) ?? madeTracks(room);
  trackMaps.set(room, tracks);
  return tracks;
}

const trackMaps = new WeakMap<Room, ReadonlyMap<string, Track>>();

function madeTracks(room: Room): ReadonlyMap<string, Track> {
  const sounding = [room.transport, room.previous].map((transport) => room.ghosts.get(transport?.entry_id ?? ""));
  const entries = [...sounding.filter((entry) => entry !== undefined), ...room.entries.values()];
  return new Map(inOrder(entries).map((entry) => [entry.entry_id, entry.track]));
}

/** Length in µs, rounded down, so that a position inside it always has a sample. */
export function durationUs(track: Track): number {
  return Math.floor((track.rendition.samples * 1_000_000) / 48_000);
}

/** The room with everything upcoming replaced by `entries`, behind which `remaining` are hidden. */
export function withUpcoming(room: Room, currentId: string, entries: readonly QueueEntry[], remaining: number): Room {
  const order = inOrder(room.entries.values());
  const kept = order.slice(0, order.findIndex((entry) => entry.entry_id === currentId) + 1);
  return paged({ ...room, entries: byId(kept), stale: false }, entries, remaining);
}

/** The room with the page of `entries` that follows the last known one. */
export function paged(room: Room, entries: readonly QueueEntry[], remaining: number): Room {
  const known = byId([...room.entries.values(), ...entries]);
  return { ...room, entries: known, hidden: remaining, knownTo: remaining > 0 ? lastOf(known) : null };
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
  const sounding = room.entries.get(room.previous?.entry_id ?? "");
  if (sounding !== undefined) ghosts.set(sounding.entry_id, sounding);
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

function byId(entries: readonly QueueEntry[]): Map<string, QueueEntry> {
  return new Map(entries.map((entry) => [entry.entry_id, entry]));
}

function lastOf(entries: ReadonlyMap<string, QueueEntry>): QueueEntry | null {
  return inOrder(entries.values()).at(-1) ?? null;
}

function isBehind(entry: QueueEntry, mark: QueueEntry): boolean {
  return (compare(entry.order_key, mark.order_key) || compare(entry.entry_id, mark.entry_id)) > 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
