import { speech, words } from "../../i18n/words.svelte";

const SECOND_US = 1_000_000;

/** "3:07", or "1:02:09" from an hour on. Fractions of a second are cut off, as on every player. */
export function clockText(positionUs: number): string {
  const total = Math.max(0, Math.floor(positionUs / SECOND_US));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** The same for a screen reader: "3 minutes 7 seconds". */
export function spokenTime(positionUs: number): string {
  const total = Math.max(0, Math.floor(positionUs / SECOND_US));
  const { hours, minutes, seconds } = words.times;
  const parts: string[] = [];
  const add = (count: number, said: (many: number) => string): void => {
    if (count > 0) parts.push(said(count));
  };
  add(Math.floor(total / 3600), hours);
  add(Math.floor(total / 60) % 60, minutes);
  add(total % 60, seconds);
  return parts.length === 0 ? seconds(0) : parts.join(" ");
}

/** How long all of it takes, roughly: "under a minute", "42 min", "3 h 5 min". */
export function lengthText(totalUs: number): string {
  const minutes = Math.round(totalUs / SECOND_US / 60);
  if (minutes < 1) return words.times.underAMinute;
  if (minutes < 60) return words.times.shortMinutes(minutes);
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0 ? words.times.shortHours(hours) : words.times.shortBoth(hours, rest);
}

const AGES: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "yesterday", "3 hours ago", "just now", from an ISO instant and the present in ms. Empty for what is no instant. */
export function ageText(iso: string, nowMs: number): string {
  const atMs = Date.parse(iso);
  return Number.isNaN(atMs) ? "" : agoText(atMs / 1000, nowMs);
}

/** The same from seconds since 1970. */
export function agoText(atS: number, nowMs: number): string {
  const agoS = nowMs / 1000 - atS;
  const format = new Intl.RelativeTimeFormat(speech.locale, { numeric: "auto" });
  for (const [unit, lengthS] of AGES) {
    if (agoS >= lengthS) return format.format(-Math.floor(agoS / lengthS), unit);
  }
  return words.times.justNow;
}

/** "22 Nov 2026, 18:05" in this browser's time zone, from seconds since 1970. */
export function dateText(atS: number): string {
  return new Intl.DateTimeFormat(speech.locale, { dateStyle: "medium", timeStyle: "short" }).format(atS * 1000);
}
