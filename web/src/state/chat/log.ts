/**
 * What this browser knows of a room's chat: messages without a gap from the first known one to the newest, as of change
 * number `seq`. Pure: what comes in makes a new log.
 */
import type { Quote, Said } from "../../core/protocol.gen";

/** As many characters as Python counts, not UTF-16 units. */
const QUOTED_CHARS = 160;

export interface ChatLog {
  /** Oldest first. */
  readonly said: readonly Said[];
  /** Everything up to this change is known. */
  readonly seq: number;
  /** There are older ones. */
  readonly more: boolean;
}

/** A page that stays open for an evening of talk gets no slower: of more than so many, the newest so many stay. */
const MOST_KEPT = 1000;
const KEPT = 500;

export const NOTHING_SAID: ChatLog = { said: [], seq: 0, more: false };

/** The newest messages, as the server tells whoever comes. */
export function fresh(said: readonly Said[], seq: number, more: boolean): ChatLog {
  return { said, seq, more };
}

/**
 * The log after changes up to `seq`: new messages and changed ones, and those that quote them. One that is older than all
 * that is known is passed over, but for what quotes it.
 */
export function changed(log: ChatLog, changes: readonly Said[], seq: number): ChatLog {
  const said = [...log.said];
  const first = said[0]?.seq ?? 0;
  const anew = new Map<number, Said>();
  for (const each of changes) {
    const last = said.at(-1);
    if (last === undefined || each.seq > last.seq) said.push(each);
    else if (each.seq < first || put(said, each)) anew.set(each.seq, each);
  }
  return { ...log, said: anew.size === 0 ? said : quoting(said, anew), seq: Math.max(log.seq, seq) };
}

/** The messages, quoting those of `anew` as they are now. Where nothing differs the very same ones. */
function quoting(said: readonly Said[], anew: ReadonlyMap<number, Said>): readonly Said[] {
  return said.map((each) => {
    const source = each.reply_to === null ? undefined : anew.get(each.reply_to.seq);
    if (each.reply_to === null || source === undefined) return each;
    const quote = quoteOf(source);
    return quote.text === each.reply_to.text && quote.name === each.reply_to.name ? each : { ...each, reply_to: quote };
  });
}

/** The twin of `quote_of` in `sonix.chat.rows`; what is deleted has no text. */
function quoteOf({ seq, member_id, name, text }: Said): Quote {
  return { seq, member_id, name, text: Array.from(text).slice(0, QUOTED_CHARS).join("") };
}

/** The newest of it where there are many: what goes is fetched again by whoever scrolls back. */
export function shortened(log: ChatLog): ChatLog {
  return log.said.length <= MOST_KEPT ? log : { ...log, said: log.said.slice(-KEPT), more: true };
}

/** The log with an older page before it. */
export function earlier(log: ChatLog, page: readonly Said[], more: boolean): ChatLog {
  const first = log.said[0]?.seq ?? Infinity;
  return { ...log, said: [...page.filter((each) => each.seq < first), ...log.said], more };
}

/** Where message `seq` stands, or where it would; by halving. */
export function placeOf(said: readonly Said[], seq: number): number {
  let [from, to] = [0, said.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((said[middle]?.seq ?? 0) < seq) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** How many messages after `seq` somebody else wrote. */
export function unreadAfter(said: readonly Said[], seq: number, me: string | null): number {
  let many = 0;
  for (let i = placeOf(said, seq + 1); i < said.length; i += 1) {
    const each = said[i];
    if (each !== undefined && each.member_id !== me && !each.deleted) many += 1;
  }
  return many;
}

/** Whether it is newer than what was there. */
function put(said: Said[], each: Said): boolean {
  const place = placeOf(said, each.seq);
  const there = said[place];
  if (there?.seq !== each.seq) said.splice(place, 0, each);
  else if (there.rev <= each.rev) said[place] = each;
  else return false;
  return true;
}
