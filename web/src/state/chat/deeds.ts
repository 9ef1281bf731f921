/** What people did in the room, as lines between the messages. */
import type { Event, QueueEntry, Transport, TransportChanged } from "../../core/protocol.gen";
import { entryIn, NOBODY, type Room } from "../../core/room";

export type DeedKind =
  "skipped" | "jumped" | "paused" | "played" | "added" | "removed" | "joined" | "left" | "sent_out" | "became_host";

export interface Deed {
  readonly id: number;
  readonly kind: DeedKind;
  readonly memberId: string;
  /** As it was then: whoever has left is not known any more. */
  readonly name: string;
  /** The title it is about; with several, the first. */
  readonly title: string;
  readonly many: number;
  readonly atUs: number;
}

const TOGETHER_US = 60_000_000;
const MOST_KEPT = 300;

type Found = Pick<Deed, "kind" | "memberId" | "title" | "many">;

/** What the events of one revision say people did, between the room `before` and `after` all of them. */
export function deedsIn(events: readonly Event[], before: Room, after: Room): readonly Found[] {
  let was = before.transport; // track ends that have passed come first, by nobody
  const takenOut = new Set(events.flatMap((event) => (event.type === "removed" ? event.entry_ids : [])));
  return events.flatMap((event) => {
    if (event.type !== "transport") return deedOf(event, before) ?? [];
    const from = was;
    was = event.transport;
    return takenOut.has(from.entry_id ?? "") ? [] : (steered(event, from, before, after) ?? []);
  });
}

function deedOf(event: Event, before: Room): Found | null {
  switch (event.type) {
    case "entries": {
      const added = event.entries.filter((entry) => !before.entries.has(entry.entry_id));
      return aboutEntries("added", added[0]?.added_by ?? null, added);
    }
    case "removed": {
      const gone = event.entry_ids.flatMap((id) => before.entries.get(id) ?? []);
      return aboutEntries("removed", event.by, gone);
    }
    case "member":
      return membership(event.member, event.by, before);
    case "host":
      return { kind: "became_host", memberId: event.host_id, title: "", many: 1 };
    default:
      return null;
  }
}

/** The list with one more; what one person goes on doing within a minute is one line. */
export function withDeed(deeds: readonly Deed[], deed: Deed): readonly Deed[] {
  const last = deeds.at(-1);
  const goesOn =
    last?.memberId === deed.memberId &&
    last.kind === deed.kind &&
    (deed.kind === "added" || deed.kind === "removed") &&
    deed.atUs - last.atUs < TOGETHER_US;
  if (!goesOn) return [...deeds, deed].slice(-MOST_KEPT);
  return [...deeds.slice(0, -1), { ...last, many: last.many + deed.many, atUs: deed.atUs }];
}

function steered({ by, transport: is }: TransportChanged, was: Transport, before: Room, after: Room): Found | null {
  if (by === null) return null;
  if (isSwitch(was, is)) return switched(by, was, is, before, after);
  if (was.playing === is.playing) return null;
  return { kind: is.playing ? "played" : "paused", memberId: by, title: "", many: 1 };
}

/** Whoever wishes for another track hears it from its beginning: in the middle of one, the one before has ended by itself. */
function isSwitch(was: Transport, is: Transport): boolean {
  if (is.ended) return !was.ended;
  return was.entry_id !== is.entry_id && is.position_us === 0;
}

function switched(by: string, was: Transport, is: Transport, before: Room, after: Room): Found | null {
  if (was.ended && !before.entries.has(is.entry_id ?? "")) return null; // that it was added says it all
  const from = entryIn(after, was.entry_id) ?? entryIn(before, was.entry_id);
  const to = is.ended ? null : entryIn(after, is.entry_id);
  const forward = !was.ended && (to === null || from === null || from.order_key < to.order_key);
  const title = (forward ? from : to)?.track.title ?? "";
  return title === "" ? null : { kind: forward ? "skipped" : "jumped", memberId: by, title, many: 1 };
}

function membership(
  member: { member_id: string; name: string; left: boolean },
  by: string | null,
  before: Room,
): Found | null {
  const known = before.members.get(member.member_id);
  if (member.left && by !== null && by !== "") return { kind: "sent_out", memberId: by, title: member.name, many: 1 };
  if (member.left) return { kind: "left", memberId: member.member_id, title: "", many: 1 };
  const isNew = known === undefined || known.left;
  return isNew ? { kind: "joined", memberId: member.member_id, title: "", many: 1 } : null;
}

/** What Sonix itself adds when the queue runs out is nobody's deed. */
function aboutEntries(kind: DeedKind, by: string | null, entries: readonly QueueEntry[]): Found | null {
  const [first] = entries;
  return first === undefined || by === null || by === NOBODY
    ? null
    : { kind, memberId: by, title: first.track.title, many: entries.length };
}
