/**
 * How far this clock is from the room's, from time probes alone: a per-direction envelope with slope.
 *
 * A probe is sent at `t1` (local), received at `t2` and answered at `t3` (remote), and is back at `t4` (local). Delay is
 * never negative, so the offset (remote minus local) is at most `t2 - t1` and at least `t3 - t4`, for every probe. The
 * filter lays the straightest line it can between those two clouds of points; docs/sync.md tells the whole story. Twin
 * of `sonix.core.clock_filter`; tests/vectors/clock_filter.json holds them together. All times are µs.
 */
import { LowerHull, NO_SLOPE, slopeRange, type SlopeRange } from "./envelope";

const KEPT_PROBES = 600;
/** No slope is fitted to less than this much time. */
const FIT_SPAN_US = 5_000_000;
/** A clock that NTP is slewing reaches this. */
const MAX_SLOPE = 500e-6;
/** How far apart two crystals may run, before a slope is fitted. */
const DRIFT = 100e-6;
const STEP_US = 1000;
const STEP_PROBES = 3;
const SETTLED_PROBES = 8;
const RECENT_PROBES = 20;
const FLOOR_RANK = 5;
/** Times on the wire are whole microseconds. */
const ROUNDING_US = 1;

type Probe = readonly [t1Us: number, t2Us: number, t3Us: number, t4Us: number];

export interface Bound {
  readonly leastUs: number;
  readonly mostUs: number;
}

export class ClockFilter {
  /** How often a step of a clock made the filter start afresh. */
  restarts = 0;
  /** (t1, t2 - t1): the offset is never above these. */
  #above = new LowerHull();
  /** (t4, t4 - t3): minus the offset is never above these. */
  #below = new LowerHull();
  #roundTrips: number[] = [];
  #suspects: Probe[] = [];
  #originUs = 0;
  #baseUs = 0;
  #range: SlopeRange = NO_SLOPE;

  /**
   * @param earlyUs how much earlier than its reading an instant of the local timer may really be (jittered timers).
   * @param lateUs how much later it may really be: the quantum of a coarse timer. Both 0 for a fine one.
   */
  constructor(
    readonly earlyUs = 0,
    readonly lateUs = 0,
  ) {}

  /** Forgets every probe. */
  reset(): void {
    this.#above = new LowerHull();
    this.#below = new LowerHull();
    this.#roundTrips = [];
    this.#suspects = [];
    this.#originUs = 0;
    this.#baseUs = 0;
    this.#range = NO_SLOPE;
  }

  /** Takes one answered probe. Impossible ones (an answer before its question) are passed over. */
  add(t1Us: number, t2Us: number, t3Us: number, t4Us: number): void {
    if (t4Us < t1Us || t3Us < t2Us) return;
    const probe: Probe = [t1Us, t2Us, t3Us, t4Us];
    if (this.#contradicts(probe)) {
      this.#suspect(probe);
      return;
    }
    this.#suspects = [];
    if (this.count === 0) {
      this.#originUs = t1Us;
      this.#baseUs = t2Us - t1Us;
    }
    this.#above.add(t1Us - this.#originUs, t2Us - t1Us - this.#baseUs + this.earlyUs + ROUNDING_US);
    this.#below.add(t4Us - this.#originUs, t4Us - t3Us + this.#baseUs + this.lateUs + ROUNDING_US);
    this.#roundTrips.push(t4Us - t1Us - (t3Us - t2Us));
    if (this.#roundTrips.length > RECENT_PROBES) this.#roundTrips.shift();
    if (this.count > KEPT_PROBES) this.#dropOldest();
    this.#fit();
  }

  /** Probes held. */
  get count(): number {
    return this.#above.points.length;
  }

  /** The newest probes contradict the estimate: it may be about to be thrown away. */
  get doubtful(): boolean {
    return this.#suspects.length > 0;
  }

  /** There are enough probes to rely on the offset. */
  get settled(): boolean {
    return this.count >= SETTLED_PROBES;
  }

  /** How much faster than this clock the remote one runs; 0 until it is fitted. */
  get skewPpm(): number {
    return this.#range.best * 1e6;
  }

  /** Median round trip of the newest probes, the answering side's own time taken off. */
  get rttUs(): number {
    return median(this.#roundTrips);
  }

  /** Median distance of the newest round trips from their median. */
  get jitterUs(): number {
    const middleUs = this.rttUs;
    return median(this.#roundTrips.map((each) => Math.abs(each - middleUs)));
  }

  /** Likely error of the offset (two times in three less than this), constant asymmetry aside. */
  get sigmaUs(): number {
    if (this.count <= FLOOR_RANK) {
      const { leastUs, mostUs } = this.boundUs(this.#originUs + this.#lastX());
      return (mostUs - leastUs) / 2;
    }
    const above = floorSpread(this.#above, this.#range.best);
    const below = floorSpread(this.#below, -this.#range.best);
    return 2 * Math.hypot(above, below) + (this.earlyUs + this.lateUs) / 6 + ROUNDING_US;
  }

  /** Remote time minus local time at the local time `localUs`; 0 without probes. */
  offsetAt(localUs: number): number {
    if (this.count === 0) return 0;
    const [upperUs, lowerUs] = this.#intercepts();
    return this.#baseUs + (upperUs + lowerUs) / 2 + this.#range.best * (localUs - this.#originUs);
  }

  /**
   * Least and greatest offset that every probe allows at `localUs`, now or later than the newest probe.
   *
   * It holds as long as no delay is negative and the clocks run evenly; half its width is about half the shortest round
   * trip, since a difference between the two directions cannot be seen.
   */
  boundUs(localUs: number): Bound {
    if (this.count === 0) return { leastUs: -Infinity, mostUs: Infinity };
    const x = localUs - this.#originUs;
    if (!this.#isFitted()) {
      const [upperUs, lowerUs] = this.#intercepts();
      return { leastUs: this.#baseUs + lowerUs - DRIFT * x, mostUs: this.#baseUs + upperUs + DRIFT * x };
    }
    const { least, most } = this.#range;
    const lowerUs = -this.#below.intercept(-least) + least * x;
    const upperUs = this.#above.intercept(most) + most * x;
    return { leastUs: this.#baseUs + Math.min(lowerUs, upperUs), mostUs: this.#baseUs + Math.max(lowerUs, upperUs) };
  }

  #dropOldest(): void {
    this.#above.dropOldest();
    this.#below.dropOldest();
  }

  #lastX(): number {
    return this.#below.points.at(-1)?.x ?? 0;
  }

  #isFitted(): boolean {
    return this.#lastX() - (this.#above.points[0]?.x ?? 0) >= FIT_SPAN_US;
  }

  /** Where the highest and lowest line cross the origin: at the fitted slope, or with the drift allowed for. */
  #intercepts(): readonly [upperUs: number, lowerUs: number] {
    if (this.#isFitted()) {
      return [this.#above.intercept(this.#range.best), -this.#below.intercept(-this.#range.best)];
    }
    return [this.#above.intercept(DRIFT), -this.#below.intercept(DRIFT)];
  }

  /** Finds the slope with the most room between the two clouds; a clock that bends makes room by forgetting. */
  #fit(): void {
    this.#range = NO_SLOPE;
    while (this.#isFitted()) {
      this.#range = slopeRange(this.#above, this.#below, MAX_SLOPE);
      if (this.#range.roomUs >= 0) return;
      this.#dropOldest();
      this.#range = NO_SLOPE;
    }
  }

  /** No line that all other probes allow comes within a millisecond of what this one allows. */
  #contradicts([t1Us, t2Us, t3Us, t4Us]: Probe): boolean {
    const { leastUs } = this.boundUs(t1Us);
    const { mostUs } = this.boundUs(t4Us);
    return t2Us - t1Us + this.earlyUs < leastUs - STEP_US || t3Us - t4Us - this.lateUs > mostUs + STEP_US;
  }

  /** Starts afresh from three contradicting probes running: a clock has jumped. A single one is passed over. */
  #suspect(probe: Probe): void {
    this.#suspects.push(probe);
    if (this.#suspects.length < STEP_PROBES) return;
    const suspects = this.#suspects;
    this.reset();
    this.restarts += 1;
    for (const suspect of suspects) this.add(...suspect);
  }
}

/** How far above the floor the true line may be: mean spacing of the few points closest to it. */
function floorSpread(hull: LowerHull, slope: number): number {
  const heights = hull.points.map(({ x, y }) => y - slope * x).sort((a, b) => a - b);
  return ((heights[FLOOR_RANK - 1] ?? 0) - (heights[0] ?? 0)) / (FLOOR_RANK - 1);
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = ordered.length >> 1;
  const upper = ordered[middle] ?? 0;
  return ordered.length % 2 === 1 ? upper : ((ordered[middle - 1] ?? upper) + upper) / 2;
}
