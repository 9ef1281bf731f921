/** Times of day in a zone, without a library: `Intl` knows the zones. */

/** This browser's zone. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All zones that this browser knows; its own first. */
export function zones(own = ownZone()): string[] {
  return [own, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== own), "UTC"].filter(
    (zone, index, all) => all.indexOf(zone) === index,
  );
}

/** `2026-05-01T20:00` at an instant, as a clock in `zone` shows it. */
export function localIn(instant: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA-u-hc-h23", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(instant);
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

/** The instant at which clocks in `zone` show `local`; null when they never do. Of two, the first. */
export function instantOf(local: string, zone: string): Date | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  const DAY_MS = 86_400_000;
  // The offset before and after: around a change of clocks they differ.
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => Date.parse(`${localIn(new Date(at), zone)}Z`) - at);
  const found = offsets
    .map((offset) => new Date(asUtc - offset))
    .filter((instant) => localIn(instant, zone) === local)
    .sort((a, b) => a.getTime() - b.getTime());
  return found[0] ?? null;
}
