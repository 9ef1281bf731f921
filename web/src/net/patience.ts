/** How long a socket waits for the other side before it is given up. */

/** So long for a welcome the first time; half as much again at each try, for lines that are really that slow. */
const OPENING_MS = 3000;
const LONGEST_OPENING_MS = 12_000;
/**
 * So long for a dial to open once the line is known, or so many of its round trips: one that lost its first packet to a dead
 * network waits seconds to send it again, when the network has long been back.
 */
const LONGEST_DIAL_MS = 4000;
const DIAL_ROUND_TRIPS = 5;

export function welcomePatienceMs(attempt: number): number {
  return Math.min(LONGEST_OPENING_MS, OPENING_MS * 1.5 ** attempt);
}

/** `rttUs` of the line from a visit before; null when it is not known. */
export function dialPatienceMs(attempt: number, rttUs: number | null): number {
  if (rttUs === null) return welcomePatienceMs(attempt);
  return Math.min(welcomePatienceMs(attempt), Math.max(LONGEST_DIAL_MS, (DIAL_ROUND_TRIPS * rttUs) / 1000));
}
