/** Messages, deeds, days and what still waits, as one list of rows. */
import type { Said } from "../../core/protocol.gen";
import type { Deed } from "../../state/chat/deeds";
import type { Waiting } from "../../state/chat/outbox.svelte";

interface SaidRow {
  readonly kind: "said";
  readonly key: string;
  readonly said: Said;
  readonly headed: boolean;
  readonly atMs: number;
}

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly atMs: number }
  | { readonly kind: "new"; readonly key: string }
  | SaidRow
  | { readonly kind: "deed"; readonly key: string; readonly deed: Deed }
  | { readonly kind: "fold"; readonly key: string; readonly deeds: readonly Deed[] }
  | { readonly kind: "waiting"; readonly key: string; readonly waiting: Waiting };

export interface Parts {
  readonly said: readonly Said[];
  readonly deeds: readonly Deed[];
  readonly waiting: readonly Waiting[];
  /** Keys of folds that stand open. */
  readonly open: ReadonlySet<string>;
  /** Messages after this one are new. */
  readonly newAfter: number | null;
  readonly me: string | null;
  /** Wall time of an instant of the room, ms. */
  readonly wallMs: (atUs: number) => number;
}

/** So many deeds in a row are one line that can be unfolded. */
const FOLDED_FROM = 3;
/** The clock is measured anew all the time: so little nobody sees. */
const SAME_MS = 500;
const TOGETHER_US = 300_000_000;
const DAY_MS = 86_400_000;

export function rowsOf(parts: Parts): readonly Row[] {
  const rows: Row[] = [];
  const days = new Days(rows);
  const deeds = [...parts.deeds];
  let before: Said | null = null;
  let marked = parts.newAfter === null;
  for (const said of parts.said) {
    if (putDeeds(rows, days, takeUntil(deeds, said.at_us), parts)) before = null;
    const atMs = parts.wallMs(said.at_us);
    if (days.begin(atMs)) before = null;
    if (!marked && said.seq > (parts.newAfter ?? 0) && said.member_id !== parts.me) {
      rows.push({ kind: "new", key: "new" });
      marked = true;
      before = null;
    }
    rows.push(rowOf(said, !goesOn(before, said), atMs));
    before = said;
  }
  putDeeds(rows, days, deeds, parts);
  for (const waiting of parts.waiting) rows.push({ kind: "waiting", key: `w${waiting.msg_id}`, waiting });
  return rows;
}

/** The very same for the same message, so that what is drawn of the others stays when one more comes. */
const made = new WeakMap<Said, SaidRow>();

function rowOf(said: Said, headed: boolean, atMs: number): SaidRow {
  const known = made.get(said);
  if (known?.headed === headed && Math.abs(known.atMs - atMs) < SAME_MS) return known;
  const row: SaidRow = { kind: "said", key: `s${said.seq}`, said, headed, atMs };
  made.set(said, row);
  return row;
}

/** A guess of how high a row is, px, before it was ever drawn. */
export function guess(row: Row): number {
  if (row.kind === "waiting") return guessLines(row.waiting.text) + 6;
  if (row.kind !== "said") return 36;
  return guessLines(row.said.text) + (row.headed ? 34 : 6) + (row.said.reply_to === null ? 0 : 40);
}

function guessLines(text: string): number {
  return text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 38), 0) * 24;
}

function goesOn(before: Said | null, said: Said): boolean {
  return before?.member_id === said.member_id && said.at_us - before.at_us < TOGETHER_US && said.reply_to === null;
}

function takeUntil(deeds: Deed[], atUs: number): Deed[] {
  const end = deeds.findIndex((deed) => deed.atUs > atUs);
  return deeds.splice(0, end < 0 ? deeds.length : end);
}

function putDeeds(rows: Row[], days: Days, deeds: readonly Deed[], { open, wallMs }: Parts): boolean {
  const [first] = deeds;
  if (first === undefined) return false;
  days.begin(wallMs(first.atUs));
  const key = `f${first.id}`;
  if (deeds.length >= FOLDED_FROM) rows.push({ kind: "fold", key, deeds });
  if (deeds.length < FOLDED_FROM || open.has(key)) {
    for (const deed of deeds) rows.push({ kind: "deed", key: `d${deed.id}`, deed });
  }
  return true;
}

/** Puts a line where a day begins. Dates are looked at once a day, not once a message. */
class Days {
  readonly #rows: Row[];
  #untilMs = -Infinity;

  constructor(rows: Row[]) {
    this.#rows = rows;
  }

  begin(atMs: number): boolean {
    if (atMs < this.#untilMs) return false;
    const midnight = new Date(atMs);
    midnight.setHours(0, 0, 0, 0);
    const fromMs = midnight.getTime();
    midnight.setTime(fromMs + DAY_MS + DAY_MS / 8); // a day of 25 hours ends too
    midnight.setHours(0, 0, 0, 0);
    this.#untilMs = midnight.getTime();
    this.#rows.push({ kind: "day", key: `day${fromMs}`, atMs });
    return true;
  }
}
