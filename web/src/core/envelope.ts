/**
 * The lower hull of points that arrive from left to right: where lines of any slope touch them from below. Of hundreds
 * of probes only the hull's few corners can ever bound a clock's offset. Twin of `sonix.core.envelope`.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export class LowerHull {
  readonly points: Point[] = [];
  corners: Point[] = [];

  /** Adds a point to the right of (or above or under) the newest one. */
  add(x: number, y: number): void {
    const point = { x: Math.max(x, this.points.at(-1)?.x ?? -Infinity), y };
    this.points.push(point);
    extend(this.corners, point);
  }

  /** Forgets the leftmost point. Only what stood between it and the next corner can become a corner. */
  dropOldest(): void {
    const gone = this.points.shift();
    if (gone === undefined || this.corners[0] !== gone) return;
    const following = this.corners.slice(1);
    const revealed: Point[] = [];
    for (const point of this.points) {
      extend(revealed, point);
      if (point === following[0]) break;
    }
    this.corners = revealed.concat(following.slice(1));
  }

  /** The corner at `index`. The hull must not be empty. */
  corner(index: number): Point {
    const corner = this.corners[index];
    if (corner === undefined) throw new RangeError("no such corner");
    return corner;
  }

  /** Index of the corner a line of `slope` touches from below; the rightmost one when two are touched. */
  touch(slope: number): number {
    let low = 0;
    let high = this.corners.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edge(middle) <= slope) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Slope from corner `index` to the next one. */
  edge(index: number): number {
    const a = this.corner(index);
    const b = this.corner(index + 1);
    return (b.y - a.y) / (b.x - a.x);
  }

  /** The least `y - slope * x` of all points. */
  intercept(slope: number): number {
    const { x, y } = this.corner(this.touch(slope));
    return y - slope * x;
  }
}

/** Slopes at which lines fit between two hulls: the lowest, the one with the most room, the highest. */
export interface SlopeRange {
  readonly least: number;
  readonly best: number;
  readonly most: number;
  readonly roomUs: number;
}

export const NO_SLOPE: SlopeRange = { least: 0, best: 0, most: 0, roomUs: 0 };

/** At `slope` and from there on, one line touches the upper cloud in `over`, another the mirrored one in `under`. */
export interface Stop {
  readonly slope: number;
  readonly over: Point;
  readonly under: Point;
}

/** How much more room each bit of slope leaves from a stop on. */
const gainFrom = ({ over, under }: Stop): number => under.x - over.x;

/** What is left between the two lines at a stop. */
const roomAt = (stop: Stop): number => stop.over.y + stop.under.y + stop.slope * gainFrom(stop);

/**
 * The slopes within ±`limit` of lines under every point of `above` and over every mirrored point of `below`.
 *
 * Room is concave in the slope and bends at the hulls' edges only, where it gains the distance in time between the two
 * corners touched: one walk over the edges sees it all. Where several slopes leave the most room, the middle one is
 * best. When no line fits, all three are the least bad one and `roomUs` is negative.
 */
export function slopeRange(above: LowerHull, below: LowerHull, limit: number): SlopeRange {
  const stops = stopsBetween(above, below, -limit, limit);
  const rooms = stops.map(roomAt);
  const roomUs = Math.max(...rooms);
  const peak = rooms.indexOf(roomUs);
  const top = at(stops, peak);
  if (roomUs < 0) return { least: top.slope, best: top.slope, most: top.slope, roomUs };
  const after = stops[peak + 1];
  const best = after !== undefined && gainFrom(top) === 0 ? (top.slope + after.slope) / 2 : top.slope;
  const first = rooms.findIndex((room) => room >= 0);
  const last = rooms.findLastIndex((room) => room >= 0);
  const least = first === 0 ? -limit : crossing(at(stops, first - 1), at(stops, first));
  const most = last === stops.length - 1 ? limit : crossing(at(stops, last), at(stops, last + 1));
  return { least, best, most, roomUs };
}

/** Both ends and every edge of the hulls between them. Neither hull may be empty. */
export function stopsBetween(above: LowerHull, below: LowerHull, least: number, most: number): Stop[] {
  const stops: Stop[] = [];
  let slope = least;
  let i = above.touch(least);
  let j = below.touch(-least);
  for (;;) {
    stops.push({ slope, over: above.corner(i), under: below.corner(j) });
    if (slope >= most) return stops;
    const edgeAbove = i + 1 < above.corners.length ? above.edge(i) : Infinity;
    const edgeBelow = j > 0 ? -below.edge(j - 1) : Infinity;
    slope = Math.min(edgeAbove, edgeBelow, most);
    if (slope === edgeAbove) i += 1;
    else if (slope === edgeBelow) j -= 1;
  }
}

function at(stops: readonly Stop[], index: number): Stop {
  const stop = stops[index];
  if (stop === undefined) throw new RangeError("no such stop");
  return stop;
}

/** Where room is zero between two neighbouring stops, one on each side of it. */
function crossing(a: Stop, b: Stop): number {
  return a.slope + ((b.slope - a.slope) * roomAt(a)) / (roomAt(a) - roomAt(b));
}

/** Puts a point at the right end, and takes out the corners it leaves above the hull. */
function extend(corners: Point[], point: Point): void {
  const newest = corners.at(-1);
  if (newest?.x === point.x) {
    if (newest.y <= point.y) return;
    corners.pop();
  }
  for (;;) {
    const a = corners.at(-2);
    const b = corners.at(-1);
    if (a === undefined || b === undefined || turnsLeft(a, b, point)) break;
    corners.pop();
  }
  corners.push(point);
}

function turnsLeft(a: Point, b: Point, c: Point): boolean {
  return (b.x - a.x) * (c.y - a.y) > (b.y - a.y) * (c.x - a.x);
}
