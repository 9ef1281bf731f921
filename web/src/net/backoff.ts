/**
 * Whether and when to come back, told by the range of the close code alone: old clients do right by new codes.
 *
 * A lost network or a restarting server is tried again every 0.25–1.25 s for a minute, then ever more rarely. Whoever was sent
 * away for a fault of their own or of the server's waits longer from the first time on.
 */

const FIRST_MS = 500;
const LONGEST_MS = 20_000;
/** About a minute of tries; a server that restarts is back sooner, and so is most of what a phone loses. */
const QUICK_TRIES = 60;
const RESTARTING = 4000;

/** How to go on after a close: `never`, or after so many ms. */
export type Return = { readonly after: number } | "never";

/**
 * @param code of the close; 1006 and the like are lost networks.
 * @param attempt how many attempts have failed since the last welcome, from 0.
 * @param random in [0, 1): spreads a thousand clients of one restarting server.
 */
export function returnAfter(code: number, attempt: number, random: number = Math.random()): Return {
  if (code >= 4200 && code <= 4299) return "never";
  if (code >= 4100 && code <= 4199 && attempt === 0) return { after: Math.round(200 * random) };
  const lost = code <= RESTARTING;
  if (lost && attempt < QUICK_TRIES) return { after: Math.round(FIRST_MS * (0.5 + 2 * random)) };
  const slowed = lost ? attempt - QUICK_TRIES : attempt;
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(slowed, 10));
  return { after: Math.round(ceiling * (0.5 + random)) };
}
