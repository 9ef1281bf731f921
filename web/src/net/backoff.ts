/** Whether and when to come back, told by the range of the close code alone: old clients do right by new codes. */

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

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
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return { after: Math.round(ceiling * (0.5 + random)) };
}
