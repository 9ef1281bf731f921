/**
 * The likeliest line between the two clouds of points that a clock filter holds, and how far it may be off.
 *
 * Two estimates of one line, each with its variance. Where delays crowd at a floor: the mean over every line that fits (the
 * estimator of least expected square error, Pitman 1939, for delays that fall off exponentially from an unknown floor). Where
 * they thin out towards their minimum there is no floor to find: a regression through all of them. Which of the two it is
 * shows in the shape of the shortest delays (Hill 1975, for an endpoint Hall 1982). Twin of `sonix.core.clock_estimate`. Times
 * are µs.
 */
import { stopsBetween, type LowerHull, type SlopeRange, type Stop } from "./envelope";

/** Typical skew of two clocks, the scale of the double exponential that slopes are expected to follow. */
const SLOPE_PRIOR = 50e-6;
/** One delay in so many counts as a short one. */
const SHORTEST_SHARE = 3;
/** As many delays speak for a floor before the first has been seen. */
const SHAPE_PRIOR = 10;
/** Shape up to which there is a floor, and from which on there is none. */
const FLOORED = 1.2;
const FLOORLESS = 1.6;
const LEAST_SPACING_US = 0.5;
/** Round trips so many median deviations over the median are left out of the regression. */
const OUTLIER = 4.5;
const CLEAR_RATIO = 2;
const LEAST_SUSPECT_US = 5000;

/** Height at a moment, slope, and the variance of the height there (µs²). */
interface Line {
  readonly heightUs: number;
  readonly slope: number;
  readonly variance: number;
}

/** What the delays of one direction look like, seen from the line under them. */
export interface Delays {
  /** From one delay to the next longer one, among the shortest. */
  readonly spacingUs: number;
  /** How far over the floor the shortest one is likely to be. */
  readonly floorUs: number;
  /** 1 where delays are as frequent at the floor as above it; the larger, the rarer they are near it. */
  readonly shape: number;
  /** Three in four are not longer than the shortest by more than this. */
  readonly jitterUs: number;
}

const NO_DELAYS: Delays = { spacingUs: 0, floorUs: 0, shape: 1, jitterUs: 0 };

/** The likeliest line: its height at the newest probe, slope and likely error, and the delays on both sides of it. */
export interface Estimate {
  readonly heightUs: number;
  readonly slope: number;
  readonly sigmaUs: number;
  readonly up: Delays;
  readonly down: Delays;
  /** The shortest delay up plus the shortest one down: what a round trip can least take. */
  readonly shortestUs: number;
}

export const NO_ESTIMATE: Estimate = {
  heightUs: 0,
  slope: 0,
  sigmaUs: Infinity,
  up: NO_DELAYS,
  down: NO_DELAYS,
  shortestUs: 0,
};

/** One end of a piece of the likelihood. */
interface End {
  readonly log: number;
  readonly slope: number;
  readonly heightUs: number;
}

/** The line at `x`, out of the slopes that fit. */
export function estimate(above: LowerHull, below: LowerHull, slopes: SlopeRange, x: number): Estimate {
  const up = delaysOver(above, slopes.best);
  const down = delaysOver(below, -slopes.best);
  let line = meanOfLines(above, below, slopes, x, up, down);
  const trust = Math.min(1, (Math.min(up.shape, down.shape) - FLOORED) / (FLOORLESS - FLOORED));
  if (trust > 0) line = blend(line, regression(above, below, x), trust);
  const { heightUs, slope, variance } = line;
  return { heightUs, slope, sigmaUs: Math.sqrt(variance), up, down, shortestUs: slopes.roomUs };
}

/**
 * How much too late things are done if the longer way is the one that jitters more; null without clear evidence.
 *
 * Where a delay is made of many alike and independent parts, its mean and its variance both grow with their number; so the
 * shortest round trip is shared out as the squares of the jitters. A longer way up makes the offset too large and what is
 * timed by it too early: a negative sign.
 */
export function suspectedUs(up: Delays, down: Delays, shortestUs: number): number | null {
  const largerUs = Math.max(up.jitterUs, down.jitterUs);
  const smallerUs = Math.min(up.jitterUs, down.jitterUs);
  if (largerUs === 0 || largerUs < CLEAR_RATIO * smallerUs) return null;
  const upSquare = up.jitterUs * up.jitterUs;
  const downSquare = down.jitterUs * down.jitterUs;
  const suspectUs = ((shortestUs / 2) * (downSquare - upSquare)) / (downSquare + upSquare);
  return Math.abs(suspectUs) > LEAST_SUSPECT_US ? suspectUs : null;
}

function delaysOver(hull: LowerHull, slope: number): Delays {
  const heights = Float64Array.from(hull.points, ({ x, y }) => y - slope * x).sort();
  const leastUs = heights[0] ?? 0;
  const overUs = (index: number): number => (heights[index] ?? leastUs) - leastUs;
  const rank = Math.max(2, Math.floor(heights.length / SHORTEST_SHARE));
  const reachUs = overUs(rank);
  let logs = 0;
  for (let i = 1; i < rank; i += 1) {
    logs += Math.log(Math.max(1, reachUs / Math.max(overUs(i), LEAST_SPACING_US)));
  }
  const shape = Math.max(1, (rank - 1 + SHAPE_PRIOR) / (logs + SHAPE_PRIOR));
  return {
    spacingUs: Math.max(reachUs / rank, LEAST_SPACING_US),
    floorUs: Math.max(reachUs * rank ** (-1 / shape), LEAST_SPACING_US),
    shape,
    jitterUs: overUs(Math.floor((heights.length * 3) / 4)),
  };
}

/** Both lines by their variances. What they differ beyond these is the error of the middle, unless it is trusted. */
function blend(floored: Line, middle: Line, trust: number): Line {
  const differenceUs = middle.heightUs - floored.heightUs;
  const beyond = Math.max(0, differenceUs * differenceUs - floored.variance - middle.variance);
  const doubt = middle.variance + beyond * (1 / trust - 1);
  const weight = floored.variance / (floored.variance + doubt);
  return {
    heightUs: floored.heightUs + weight * differenceUs,
    slope: floored.slope + weight * (middle.slope - floored.slope),
    variance: (1 - weight) ** 2 * floored.variance + weight * weight * doubt,
  };
}

/**
 * Mean and variance over all lines that fit, each as likely as the delays it leaves.
 *
 * Between two edges of the hulls the log of the likelihood and the height at `x` are linear in the slope, so the integrals
 * over a piece are known; the floor's distance from the shortest delay is added as its mean and variance.
 */
function meanOfLines(
  above: LowerHull,
  below: LowerHull,
  slopes: SlopeRange,
  x: number,
  up: Delays,
  down: Delays,
): Line {
  const stops = stopsBetween(above, below, slopes.least, slopes.most);
  const centreUp = mean(above.points, (point) => point.x);
  const centreDown = mean(below.points, (point) => point.x);
  const end = (slope: number, { over, under }: Stop): End => {
    const meanOverUs = over.y + slope * (centreUp - over.x);
    const meanUnderUs = under.y - slope * (centreDown - under.x);
    const log = meanOverUs / up.spacingUs + meanUnderUs / down.spacingUs - Math.abs(slope) / SLOPE_PRIOR;
    return { log, slope, heightUs: (over.y + slope * (x - over.x) - under.y + slope * (x - under.x)) / 2 };
  };
  const pieces: [End, End][] = [];
  for (const [index, stop] of stops.slice(0, -1).entries()) {
    const from = stop.slope;
    const to = stops[index + 1]?.slope ?? from;
    // The prior bends at no slope.
    if (from < 0 && to > 0) pieces.push([end(from, stop), end(0, stop)], [end(0, stop), end(to, stop)]);
    else pieces.push([end(from, stop), end(to, stop)]);
  }
  const peak = stops.map((stop) => end(stop.slope, stop)).reduce((best, each) => (each.log > best.log ? each : best));
  const { heightUs, slope, variance } = moments(pieces, peak);
  const lift = Math.max(up.floorUs / up.spacingUs, down.floorUs / down.spacingUs);
  return {
    heightUs: heightUs - (up.spacingUs - down.spacingUs) / 2,
    slope,
    variance: variance * lift * lift + (up.floorUs * up.floorUs + down.floorUs * down.floorUs) / 4,
  };
}

/** Means of slope and height and the variance of the height, over pieces of exponentials. */
function moments(pieces: readonly (readonly [End, End])[], peak: End): Line {
  let total = 0;
  let slopes = 0;
  let heights = 0;
  let squares = 0;
  for (const [a, b] of pieces) {
    const [high, low] = a.log >= b.log ? [a, b] : [b, a];
    const [zeroth, first, second] = falling(low.log - high.log);
    const weight = Math.abs(b.slope - a.slope) * Math.exp(high.log - peak.log);
    const startUs = high.heightUs - peak.heightUs;
    const riseUs = low.heightUs - high.heightUs;
    total += weight * zeroth;
    slopes += weight * (high.slope * zeroth + (low.slope - high.slope) * first);
    heights += weight * (startUs * zeroth + riseUs * first);
    squares += weight * (startUs * startUs * zeroth + 2 * startUs * riseUs * first + riseUs * riseUs * second);
  }
  if (total <= 0) return { heightUs: peak.heightUs, slope: peak.slope, variance: 0 };
  const meanUs = heights / total;
  return {
    heightUs: peak.heightUs + meanUs,
    slope: slopes / total,
    variance: Math.max(0, squares / total - meanUs * meanUs),
  };
}

/** Integrals of exp(log t), t exp(log t) and t² exp(log t) over t from 0 to 1, for `log` not over 0. */
function falling(log: number): readonly [zeroth: number, first: number, second: number] {
  if (log > -0.01) {
    return [1 + log / 2 + (log * log) / 6, 1 / 2 + log / 3 + (log * log) / 8, 1 / 3 + log / 4 + (log * log) / 10];
  }
  const end = Math.exp(log);
  const zeroth = (end - 1) / log;
  const first = (end - zeroth) / log;
  return [zeroth, first, (end - 2 * first) / log];
}

/** A straight line through the middles between both bounds, drawn to no slope while that could as well be chance. */
function regression(above: LowerHull, below: LowerHull, x: number): Line {
  const pairs = above.points.map((over, index) => {
    const under = below.points[index] ?? over;
    return { x: (over.x + under.x) / 2 - x, y: (over.y - under.y) / 2, tripUs: over.y + under.y };
  });
  const usualUs = median(pairs.map(({ tripUs }) => tripUs));
  const longestUs = usualUs + OUTLIER * median(pairs.map(({ tripUs }) => Math.abs(tripUs - usualUs)));
  const middles = pairs.filter(({ tripUs }) => tripUs <= longestUs);
  const meanX = mean(middles, (each) => each.x);
  const meanY = mean(middles, (each) => each.y);
  let squareX = 0;
  let squareY = 0;
  let product = 0;
  for (const { x, y } of middles) {
    squareX += (x - meanX) * (x - meanX);
    squareY += (y - meanY) * (y - meanY);
    product += (x - meanX) * (y - meanY);
  }
  const left = squareY - (squareX > 0 ? (product * product) / squareX : 0);
  const scatter = Math.max(LEAST_SPACING_US, left / Math.max(1, middles.length - 2));
  // The double exponential of scale SLOPE_PRIOR has twice the square of it as its variance.
  const firmness = squareX + scatter / (2 * SLOPE_PRIOR * SLOPE_PRIOR);
  const slope = product / firmness;
  const variance = scatter / middles.length + (meanX * meanX * scatter) / firmness;
  return { heightUs: meanY - slope * meanX, slope, variance };
}

function mean<Item>(items: readonly Item[], value: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total / items.length;
}

/** How much lower the lowest of the newest points is than that of all before, and how high these are on average. */
export function fallen(hull: LowerHull, slope: number, newest: number): { byUs: number; meanUs: number } {
  const heights = hull.points.map(({ x, y }) => y - slope * x);
  const before = heights.slice(0, -newest);
  const leastUs = Math.min(...before);
  return { byUs: leastUs - Math.min(...heights.slice(-newest)), meanUs: mean(before, (each) => each) - leastUs };
}

/** The middle one; 0 of none. */
export function median(values: readonly number[]): number {
  const ordered = Float64Array.from(values).sort();
  const middle = ordered.length >> 1;
  const upper = ordered[middle] ?? 0;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? upper) + upper) / 2;
}
