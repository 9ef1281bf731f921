/** Where something stands on the page. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

const LINES: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** Where a key leads from place `at` of a grid that is as wide as the window lets it be; null: it is no key of a grid. */
export function stepTo(key: string, at: number, places: readonly Place[], rightToLeft: boolean): number | null {
  const on = rightToLeft ? -1 : 1;
  const straight: Record<string, number> = { ArrowRight: at + on, ArrowLeft: at - on, Home: 0, End: places.length - 1 };
  const next = straight[key];
  if (next !== undefined) return Math.min(places.length - 1, Math.max(0, next));
  const line = LINES[key];
  const here = places[at];
  return line === undefined || here === undefined ? null : beyond(here, line, places, at);
}

/** On the next line in that direction, what stands nearest; the same place where there is none. */
function beyond(here: Place, line: number, places: readonly Place[], at: number): number {
  const tops = places.map(({ top }) => top).filter((top) => (top - here.top) * line > 1);
  if (tops.length === 0) return at;
  const top = line > 0 ? Math.min(...tops) : Math.max(...tops);
  const away = (place: Place): number => (Math.abs(place.top - top) > 1 ? Infinity : Math.abs(place.left - here.left));
  return places.reduce(
    (best, place, index) => (away(place) < away(places[best] ?? here) ? index : best),
    places.findIndex((place) => away(place) < Infinity),
  );
}
