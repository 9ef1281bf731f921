/**
 * How far this clock is from the room's, from time probes alone: a per-direction envelope with slope.
 *
 * A probe is sent at `t1` (local), received at `t2` and answered at `t3` (remote), and is back at `t4` (local). Delay is
 * never negative, so the offset (remote minus local) is at most `t2 - t1` and at least `t3 - t4`, for every probe. The
 * filter lays the straightest line it can between those two clouds of points; docs/sync.md tells the whole story. Twin
 * of `sonix.core.clock_filter`; tests/vectors/clock_filter.json holds them together. All times are µs.
 */
import { estimate, fallen, median, NO_ESTIMATE, suspectedUs, type Estimate } from "./clock_estimate";
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
const SPLIT_PROBES = 12;
/** Mean distances from the shortest to the next delay that so many probes may miss the shortest one by. */
const SPLIT_CHANCE = 8;
const SETTLED_PROBES = 8;
/** With a larger likely error, half as many probes more are waited for. */
const SETTLED_SIGMA_US = 1000;
const RECENT_PROBES = 20;
/** Fewer are told by their bound alone. */
const ESTIMATE_PROBES = 5;
const SUSPECT_PROBES = 60;
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
  /** Fitted after each of the newest probes: the first is what was thought before they came. */
  #slopes: number[] = [];
  #originUs = 0;
  #baseUs = 0;
  #range: SlopeRange = NO_SLOPE;
  #likely: Estimate | null = null;

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
    this.#slopes = [];
    this.#originUs = 0;
    this.#baseUs = 0;
    this.#range = NO_SLOPE;
    this.#likely = null;
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
    this.#likely = null;
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
    if (this.#isSplit()) this.#forgetBeforeSplit();
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
    if (this.count < SETTLED_PROBES) return false;
    return this.count >= (SETTLED_PROBES * 3) / 2 || this.sigmaUs <= SETTLED_SIGMA_US;
  }

  /** How much faster than this clock the remote one runs; 0 until it is fitted. */
  get skewPpm(): number {
    return this.#estimate().slope * 1e6;
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
    return this.#estimate().sigmaUs;
  }

  /** Three in four probes need no more than this longer than the quickest one to get there. */
  get jitterUpUs(): number {
    return this.#estimate().up.jitterUs;
  }

  /** The same on the way back. */
  get jitterDownUs(): number {
    return this.#estimate().down.jitterUs;
  }

  /** There are enough probes for a lopsided line to show. */
  get canSuspect(): boolean {
    return this.count >= SUSPECT_PROBES;
  }

  /** How much too late, it seems, things are done that are timed by this offset; see `suspectedUs`. */
  get suspectUs(): number | null {
    if (!this.canSuspect) return null;
    const { up, down, shortestUs } = this.#estimate();
    return suspectedUs(up, down, shortestUs - this.earlyUs - this.lateUs - 2 * ROUNDING_US);
  }

  /** Remote time minus local time at the local time `localUs`; 0 without probes. */
  offsetAt(localUs: number): number {
    const { heightUs, slope } = this.#estimate();
    return this.#baseUs + heightUs + slope * (localUs - this.#originUs - this.#lastX());
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
      const lowerUs = -this.#below.intercept(DRIFT) - DRIFT * x;
      const upperUs = this.#above.intercept(DRIFT) + DRIFT * x;
      return { leastUs: this.#baseUs + lowerUs, mostUs: this.#baseUs + upperUs };
    }
    const { least, most } = this.#range;
    const lowerUs = -this.#below.intercept(-least) + least * x;
    const upperUs = this.#above.intercept(most) + most * x;
    return { leastUs: this.#baseUs + Math.min(lowerUs, upperUs), mostUs: this.#baseUs + Math.max(lowerUs, upperUs) };
  }

  /** The likeliest line, and none outside the bound; worked out when it is asked for. */
  #estimate(): Estimate {
    this.#likely ??= this.#workOut();
    return this.#likely;
  }

  #workOut(): Estimate {
    if (this.count === 0) return NO_ESTIMATE;
    const x = this.#lastX();
    const bound = this.boundUs(this.#originUs + x);
    const leastUs = bound.leastUs - this.#baseUs;
    const mostUs = bound.mostUs - this.#baseUs;
    if (this.count < ESTIMATE_PROBES) {
      return { ...NO_ESTIMATE, heightUs: (leastUs + mostUs) / 2, sigmaUs: (mostUs - leastUs) / 2 };
    }
    const slopes = this.#isFitted() ? this.#range : slopeRange(this.#above, this.#below, DRIFT);
    const likely = estimate(this.#above, this.#below, slopes, x);
    return {
      ...likely,
      heightUs: Math.min(Math.max(likely.heightUs, leastUs), mostUs),
      slope: Math.min(Math.max(likely.slope, slopes.least), slopes.most),
    };
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

  /**
   * The newest probes lie lower than all before in one cloud and as clearly higher in the other: a step of a clock by less than
   * half a round trip, which contradicts nothing. A queue or another route moves one cloud only, or both the same way.
   */
  #isSplit(): boolean {
    this.#slopes.push(this.#range.best);
    if (this.#slopes.length > SPLIT_PROBES + 1) this.#slopes.shift();
    if (this.count < 8 * SPLIT_PROBES) return false;
    const slope = this.#slopes[0] ?? 0;
    const up = fallen(this.#above, slope, SPLIT_PROBES);
    const down = fallen(this.#below, -slope, SPLIT_PROBES);
    return up.byUs * down.byUs < 0 && [up, down].every(({ byUs, meanUs }) => Math.abs(byUs) > chanceUs(meanUs));
  }

  #forgetBeforeSplit(): void {
    this.restarts += 1;
    this.#slopes = [];
    while (this.count > SPLIT_PROBES) this.#dropOldest();
    this.#fit();
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

/** How far the shortest of the newest delays may well be from the shortest of all, which the others exceed by `meanUs`. */
function chanceUs(meanUs: number): number {
  return STEP_US + (SPLIT_CHANCE * meanUs) / SPLIT_PROBES;
}
