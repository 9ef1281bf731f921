/** What a list looks like once commands that are still on their way have been done: the rules of the server, without its keys. */
import type { PlaylistCommand, PlaylistEntry } from "../../net/playlist_types";

/** A command that the server has not answered yet, with what an added entry shows until then. */
export interface PendingEdit {
  readonly cmdId: string;
  readonly body: PlaylistCommand;
  readonly shown: readonly PlaylistEntry[];
}

export function replay(entries: readonly PlaylistEntry[], edits: readonly PendingEdit[]): readonly PlaylistEntry[] {
  return edits.reduce(once, entries);
}

function once(entries: readonly PlaylistEntry[], { body, shown }: PendingEdit): readonly PlaylistEntry[] {
  switch (body.type) {
    case "add": {
      const there = new Set(entries.map((entry) => entry.entry_id));
      const added = shown.filter((entry) => !there.has(entry.entry_id));
      return placed(entries, added, body.after);
    }
    case "remove": {
      const gone = new Set(body.entry_ids);
      return entries.filter((entry) => !gone.has(entry.entry_id));
    }
    case "move": {
      const byId = new Map(entries.map((entry) => [entry.entry_id, entry]));
      const moving = body.entry_ids.flatMap((id) => (id === body.after ? [] : (byId.get(id) ?? [])));
      const ids = new Set(moving.map((entry) => entry.entry_id));
      const others = entries.filter((entry) => !ids.has(entry.entry_id));
      return placed(others, moving, body.after);
    }
    case "undo":
    case "rename":
      return entries; // what comes back, and where, the server knows
  }
}

function placed(
  others: readonly PlaylistEntry[],
  some: readonly PlaylistEntry[],
  after: string | null,
): readonly PlaylistEntry[] {
  const found = after === null ? -1 : others.findIndex((entry) => entry.entry_id === after);
  const at = after === null ? 0 : found < 0 ? others.length : found + 1;
  return [...others.slice(0, at), ...some, ...others.slice(at)];
}

/** Entries as they are, put over what was known; those that are removed go. In the server's order. */
export function merged(
  known: readonly PlaylistEntry[],
  news: readonly PlaylistEntry[],
  removed: readonly string[],
): PlaylistEntry[] {
  const byId = new Map(known.map((entry) => [entry.entry_id, entry]));
  for (const entry of news) byId.set(entry.entry_id, entry);
  for (const id of removed) byId.delete(id);
  return [...byId.values()].sort(inOrder);
}

/** By key, then by id, compared as plain characters. */
function inOrder(one: PlaylistEntry, other: PlaylistEntry): number {
  if (one.order_key !== other.order_key) return one.order_key < other.order_key ? -1 : 1;
  return one.entry_id < other.entry_id ? -1 : 1;
}

/** Entries whose track stands further up already. */
export function duplicates(entries: readonly PlaylistEntry[]): PlaylistEntry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const again = seen.has(entry.track_id);
    seen.add(entry.track_id);
    return again;
  });
}
