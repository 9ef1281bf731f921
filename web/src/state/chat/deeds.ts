/** What people did in the room, as lines between the messages. */
import type { Event, QueueEntry } from "../../core/protocol.gen";
import { NOBODY, type Room } from "../../core/room";

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

/** What an event says somebody did; null for what nobody needs to read. */
export function deedOf(event: Event, before: Room, after: Room): Found | null {
  switch (event.type) {
    case "transport":
      return event.by === null ? null : steered(event.by, before, after);
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

function steered(by: string, before: Room, after: Room): Found | null {
  const [was, is] = [before.transport, after.transport];
  if (was.entry_id !== is.entry_id) {
    const from = entry(before, was.entry_id);
    const to = entry(after, is.entry_id);
    const forward = to === null || from === null || from.order_key < to.order_key;
    const title = (forward ? from : to)?.track.title ?? "";
    return title === "" ? null : { kind: forward ? "skipped" : "jumped", memberId: by, title, many: 1 };
  }
  if (was.playing === is.playing) return null;
  return { kind: is.playing ? "played" : "paused", memberId: by, title: "", many: 1 };
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

function entry(room: Room, id: string | null): QueueEntry | null {
  return id === null ? null : (room.entries.get(id) ?? room.ghosts.get(id) ?? null);
}
