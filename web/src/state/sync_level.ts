import { figure, numberText } from "../i18n/formats";
import { words } from "../i18n/words.svelte";

/** Under this, one room hears one sound (sync.md): 5 ms is 1.7 m of air. */
const GOOD_US = 5_000;
/** From here on it is an echo. */
const ECHO_US = 20_000;

export type SyncLevel = "good" | "fair" | "bad" | "unknown";

/** How the measured error sounds to people in one room. */
export function syncLevel(errUs: number | null): SyncLevel {
  if (errUs === null) return "unknown";
  const size = Math.abs(errUs);
  if (size <= GOOD_US) return "good";
  return size < ECHO_US ? "fair" : "bad";
}

/** "0.8 ms", "37 ms"; a dash while nothing is measured. The size only: early and late sound the same. */
export function millisText(errUs: number | null): string {
  if (errUs === null) return "–";
  const ms = Math.abs(errUs) / 1000;
  return figure(`${numberText(ms, ms < 9.95 ? 1 : 0)} ms`);
}

/** Closer than this is closer than anybody knows, µs. */
const KNOWN_US = 100;

/** A measured error: "37 ms", and "< 0.1 ms" for what reads like nothing at all, which nobody can claim. */
export function errorText(errUs: number | null): string {
  return errUs !== null && Math.abs(errUs) < KNOWN_US ? figure(`< ${numberText(0.1, 1)} ms`) : millisText(errUs);
}

/** "late" or "early"; nothing where the figure beside it reads as none: that has no side. */
export function sideText(us: number, leastUs = KNOWN_US): string {
  if (Math.abs(us) < leastUs) return "";
  return us > 0 ? words.health.late : words.health.early;
}

/** The figure of a verdict; what is partly a suspicion is no measurement, and says so. */
export function figureText({ figureUs, suspected }: { figureUs: number | null; suspected: boolean }): string {
  return suspected ? figure(`≈ ${millisText(figureUs)}`) : errorText(figureUs);
}

/** "+27 ms", "−12 ms", "0 ms": a trim as people read it; positive plays earlier. */
export function trimText(trimUs: number): string {
  const ms = Math.round(trimUs / 1000);
  return figure(ms === 0 ? "0 ms" : `${ms > 0 ? "+" : "−"}${Math.abs(ms)} ms`);
}

/** What a trim does, in words. */
export function trimMeaning(trimUs: number): string {
  const ms = Math.round(trimUs / 1000);
  if (ms === 0) return words.health.noTrim;
  return ms > 0 ? words.health.playsEarlier(ms) : words.health.playsLater(-ms);
}

/** The same with a digit more, for figures that are mostly far under a millisecond. */
export function fineMillisText(us: number | null): string {
  return us === null || Math.abs(us) >= 995 ? millisText(us) : figure(`${numberText(Math.abs(us) / 1000, 2)} ms`);
}
