/** Entries in the order of the queue. Keys compare as plain strings, whatever the language of the browser. */
import type { QueueEntry } from "./protocol.gen";

export function inOrder(entries: Iterable<QueueEntry>): QueueEntry[] {
  return [...entries].sort((a, b) => compare(a.order_key, b.order_key) || compare(a.entry_id, b.entry_id));
}

export function byId(entries: readonly QueueEntry[]): Map<string, QueueEntry> {
  return new Map(entries.map((entry) => [entry.entry_id, entry]));
}

export function lastOf(entries: ReadonlyMap<string, QueueEntry>): QueueEntry | null {
  return inOrder(entries.values()).at(-1) ?? null;
}

export function isBehind(entry: QueueEntry, mark: QueueEntry): boolean {
  return (compare(entry.order_key, mark.order_key) || compare(entry.entry_id, mark.entry_id)) > 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `now`, or `before` where it holds the very same: whatever follows from it need not be made again. */
export function unlessSame<Item>(before: readonly Item[], now: readonly Item[]): readonly Item[] {
  return before.length === now.length && before.every((item, i) => item === now[i]) ? before : now;
}
