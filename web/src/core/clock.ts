/**
 * The room's timeline as this page's `performance.now()` sees it. The filter's estimate improves in small steps; players
 * want a line. So the mapping in use bends towards the estimate, jumps only when it is far off, and never runs back.
 */
import { ClockFilter, type Bound } from "./clock_filter";
import { measureGrain, type TimerGrain } from "./timer";

/** Farther off than this the mapping jumps: bending would take too long. */
const JUMP_US = 5000;
/** A young estimate improves by milliseconds: for so long after it began, the mapping is the estimate. */
const YOUNG_US = 10_000_000;
/** An error is bent away over this long... */
const BEND_US = 2_000_000;
/** ...or longer, so that the rate never changes by more than this. */
const MOST_BEND = 1e-3;

/** Room time is local time plus an offset that changes at `skew`, and by `bend` more for the first `bendUs`. */
interface Mapping {
  readonly fromUs: number;
  readonly offsetUs: number;
  readonly skew: number;
  readonly bend: number;
  readonly bendUs: number;
}

export class RoomClock {
  readonly #grain: TimerGrain;
  readonly #perfMs: () => number;
  #filter: ClockFilter;
  #mapping: Mapping | null = null;
  #clockId: string | null = null;
  #latestUs = -Infinity;
  #begunAtUs: number | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(grain: TimerGrain = measureGrain(), perfMs: () => number = () => performance.now()) {
    this.#grain = grain;
    this.#perfMs = perfMs;
    this.#filter = this.#freshFilter();
  }

  /** True once enough probes have been answered to place the timeline; it stays true while it is measured anew. */
  get ready(): boolean {
    return this.#mapping !== null;
  }

  /** The estimate in use rests on enough probes of the room's present clock. */
  get settled(): boolean {
    return this.#filter.settled && !this.#filter.doubtful;
  }

  /** Likely error of the estimate, µs: two times in three less. A constant asymmetry of the network is not in it. */
  get sigmaUs(): number {
    return this.ready ? this.#filter.sigmaUs : Infinity;
  }

  get rttUs(): number {
    return this.#filter.rttUs;
  }

  get jitterUs(): number {
    return this.#filter.jitterUs;
  }

  /** The newest probes contradict the estimate: one more look will tell whether a clock has jumped. */
  get doubtful(): boolean {
    return this.#filter.doubtful;
  }

  /** Three in four probes need no more than this longer than the quickest one to get there, µs. */
  get jitterUpUs(): number {
    return this.#filter.jitterUpUs;
  }

  /** The same on the way back, µs. */
  get jitterDownUs(): number {
    return this.#filter.jitterDownUs;
  }

  /** How much too late this device plays, it seems, because its way up is not as long as its way back, µs; null: no sign of it. */
  get suspectUs(): number | null {
    return this.#filter.suspectUs;
  }

  /** There are enough probes for a lopsided line to show. */
  get canSuspect(): boolean {
    return this.#filter.canSuspect;
  }

  get skewPpm(): number {
    return this.#filter.skewPpm;
  }

  /** How often a step of a clock has been found. */
  get restarts(): number {
    return this.#filter.restarts;
  }

  /** What the true offset cannot be outside of, as long as no delay is negative. */
  boundUs(perfMs: number = this.#perfMs()): Bound {
    return this.#filter.boundUs(perfMs * 1000);
  }

  /** Room time, µs, at an instant of `performance.now()`, ms. */
  toRoomUs(perfMs: number): number {
    const mapping = this.#mapping;
    const localUs = perfMs * 1000;
    if (mapping === null) return localUs;
    const passedUs = localUs - mapping.fromUs;
    const bentUs = mapping.bend * Math.min(passedUs, mapping.bendUs);
    return localUs + mapping.offsetUs + mapping.skew * passedUs + bentUs;
  }

  /** The instant of `performance.now()`, ms, at a room time, µs. */
  toPerfMs(roomUs: number): number {
    const mapping = this.#mapping;
    if (mapping === null) return roomUs / 1000;
    const { fromUs, offsetUs, skew, bend, bendUs } = mapping;
    const passedUs = roomUs - offsetUs - fromUs;
    const bending = passedUs <= bendUs * (1 + skew + bend);
    const localUs = bending ? passedUs / (1 + skew + bend) : (passedUs - bend * bendUs) / (1 + skew);
    return (fromUs + localUs) / 1000;
  }

  /** Room time now, µs. It stands still rather than run back, except to a clock that was exchanged. */
  nowUs(): number {
    const centreMs = (this.#grain.lateUs - this.#grain.earlyUs) / 2000;
    const readUs = this.toRoomUs(this.#perfMs() + centreMs);
    this.#latestUs = Math.max(this.#latestUs, readUs);
    return this.#latestUs;
  }

  /** Names the timeline probes are answered on. A new one is measured afresh while the old estimate plays on. */
  useClock(clockId: string): void {
    if (this.#clockId === clockId) return;
    const named = this.#clockId !== null;
    this.#clockId = clockId;
    if (!named) return; // what was measured before the name was known is of this clock
    this.#filter = this.#freshFilter();
    this.#begunAtUs = null;
  }

  /** Takes an answered probe, all in µs; `t1` and `t4` by `performance.now()`. */
  add(t1Us: number, t2Us: number, t3Us: number, t4Us: number): void {
    const restarts = this.restarts;
    this.#filter.add(t1Us, t2Us, t3Us, t4Us);
    const nowUs = this.#perfMs() * 1000;
    const stepped = this.restarts !== restarts;
    if (this.#begunAtUs === null || stepped) this.#begunAtUs = nowUs;
    // After a step the old mapping is seconds off: three probes are better.
    if (!this.settled && !(stepped && this.ready)) return;
    this.#follow(nowUs, nowUs - this.#begunAtUs < YOUNG_US);
    for (const listener of this.#listeners) listener();
  }

  /** Calls back at every change of the mapping. The answer ends it. */
  onChange(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  #freshFilter(): ClockFilter {
    return new ClockFilter(this.#grain.earlyUs, this.#grain.lateUs);
  }

  /** Lays a new piece of the mapping from `localUs` on. */
  #follow(localUs: number, young: boolean): void {
    const wantedUs = this.#filter.offsetAt(localUs);
    const skew = this.#filter.skewPpm * 1e-6;
    const presentUs = this.toRoomUs(localUs / 1000) - localUs;
    const errorUs = wantedUs - presentUs;
    const far = this.#mapping === null || Math.abs(errorUs) > JUMP_US;
    if (far || young) {
      this.#mapping = { fromUs: localUs, offsetUs: wantedUs, skew, bend: 0, bendUs: 0 };
      if (far) this.#latestUs = -Infinity;
      return;
    }
    const bendUs = Math.max(BEND_US, Math.abs(errorUs) / MOST_BEND);
    this.#mapping = { fromUs: localUs, offsetUs: presentUs, skew, bend: errorUs / bendUs, bendUs };
  }
}
