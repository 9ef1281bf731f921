/**
 * Which pieces of which renditions are to be decoded: the plan's needs against the lanes that are open. Pure.
 *
 * A lane is one stream of decoded samples into one ring. The same lane serves a pause and the play after it, and a seek into what it holds.
 */

import type { Fade, LaneFill, PlanPart } from "./messages";
import type { Passage } from "./passages";
import type { PlayableTrack, RenditionInfo, Segment } from "./ports";
import { HALF } from "./resampler";
import { RING_SAMPLES } from "./ring";
import { PLAY_ON_US } from "./strand";

const SAMPLES_PER_US = 0.048;
/** Names of stretches of music remembered beyond the plan in hand. */
const KEYS_KEPT = 500;
const MOST_LANES = 4;
/** A part that begins later than this is not decoded yet. */
const DECODE_AHEAD_US = 10_000_000;
/** A lane that will have decoded up to a place in a moment serves it. */
const SOON_SAMPLES = 96_000;
const READY_SAMPLES = 9600;
/** A part that was replaced plays on while the next one is decoded, and then fades out. */
const GRACE_US = PLAY_ON_US + 100_000;
/** A lane nobody needs stays open this long: plans come and go. */
const LINGER_MS = 1000;

export interface Lane {
  readonly id: number;
  readonly rendition: RenditionInfo;
  /** The parts it has served. */
  readonly keys: Set<number>;
  /** Held samples as last heard from the worklet. */
  lo: number;
  hi: number;
  /** When it was last needed, ms. */
  neededMs: number;
}

export interface LaneOrders {
  readonly open: readonly Lane[];
  readonly close: readonly number[];
}

export class LanePlanner {
  readonly lanes: Lane[] = [];
  readonly #keys = new Map<string, number>();
  #nextLane = 1;
  #nextKey = 1;

  /** Notes what the rings hold. */
  note(fills: readonly LaneFill[]): void {
    for (const { lane, lo, hi } of fills) {
      const known = this.lanes.find((each) => each.id === lane);
      if (known !== undefined) Object.assign(known, { lo, hi });
    }
  }

  /** The plan in samples. Lanes come from `assign`. */
  parts(passages: readonly Passage[], tracks: ReadonlyMap<string, PlayableTrack>): PlanPart[] {
    const parts = passages.map((passage) => this.#part(passage, tracks));
    this.#forgetKeys(Math.max(KEYS_KEPT, passages.length));
    return parts.map((part, i) => {
      const before = passages[i - 1];
      const passage = passages[i];
      if (before === undefined || passage === undefined || part.isUnder) return part;
      return { ...part, chained: isChained(before, passage, tracks) };
    });
  }

  /** Gives each part that sounds soon, at `nowUs`, a lane; says which lanes to open and which to close. */
  assign(
    parts: readonly PlanPart[],
    passages: readonly Passage[],
    tracks: ReadonlyMap<string, PlayableTrack>,
    nowUs: number,
    nowMs: number,
  ): { parts: PlanPart[]; orders: LaneOrders } {
    const wanted: { index: number; rendition: RenditionInfo; sample: number }[] = [];
    const assigned = [...parts];
    const serve = (index: number, part: PlanPart, lane: Lane): void => {
      lane.neededMs = nowMs;
      lane.keys.add(part.key);
      assigned[index] = { ...part, lane: lane.id };
    };
    parts.forEach((part, index) => {
      const rendition = tracks.get(passages[index]?.entryId ?? "")?.rendition;
      const sample = needOf(part, nowUs);
      if (
        rendition === undefined ||
        isOver(passages[index], nowUs) ||
        part.fromUs > nowUs + DECODE_AHEAD_US ||
        sample >= part.end
      )
        return;
      if (part.isUnder && comesFrom(part, parts, passages, nowUs) !== -1) return;
      const lane = this.#serving(rendition, sample, part.key);
      if (lane === undefined) wanted.push({ index, rendition, sample });
      else serve(index, part, lane);
    });
    const close = this.#makeRoom(wanted.length, nowMs);
    const open: Lane[] = [];
    for (const { index, rendition, sample } of wanted) {
      const part = parts[index];
      if (part === undefined || this.lanes.length >= MOST_LANES) break;
      const lane = this.#open(rendition, sample, part.end);
      open.push(lane);
      serve(index, part, lane);
    }
    // A track's end that sounds on under the next one comes out of the lane that gets there.
    assigned.forEach((part, index) => {
      const before = part.isUnder ? assigned[comesFrom(part, parts, passages, nowUs)] : undefined;
      if (before !== undefined) assigned[index] = { ...part, lane: before.lane };
    });
    return { parts: assigned, orders: { open, close } };
  }

  #part(passage: Passage, tracks: ReadonlyMap<string, PlayableTrack>): PlanPart {
    const rendition = tracks.get(passage.entryId ?? "")?.rendition;
    const playing = passage.playing && rendition !== undefined;
    return {
      key: this.#keyOf(passage, playing),
      fromUs: passage.fromUs,
      playing,
      lane: -1,
      sample: passage.positionUs * SAMPLES_PER_US,
      end: rendition?.samples ?? 0,
      gain: 10 ** ((rendition?.gain_db ?? 0) / 20),
      chained: false,
      isUnder: passage.isUnder,
      fade: fadeOf(passage),
    };
  }

  /** The same stretch of music has the same key, whatever the epoch: where the track's start lies on the timeline names it. */
  #keyOf(segment: Segment, playing: boolean): number {
    const place = playing ? segment.fromUs - segment.positionUs : segment.positionUs;
    const name = `${playing ? "play" : "stand"}/${segment.entryId ?? ""}/${place}`;
    const key = this.#keys.get(name) ?? this.#nextKey;
    if (key === this.#nextKey) this.#nextKey += 1;
    this.#keys.delete(name); // the map is in the order of last use
    this.#keys.set(name, key);
    return key;
  }

  #forgetKeys(kept: number): void {
    for (const name of this.#keys.keys()) {
      if (this.#keys.size <= kept) return;
      this.#keys.delete(name);
    }
  }

  /** An open lane that holds the place or will in a moment; the one the part already has before any other. */
  #serving(rendition: RenditionInfo, sample: number, key: number): Lane | undefined {
    const fits = this.lanes.filter((lane) => {
      if (lane.rendition.rendition_id !== rendition.rendition_id || lane.lo > Math.max(0, sample - HALF)) return false;
      const filling = lane.hi - lane.lo < RING_SAMPLES / 2;
      return (
        sample + READY_SAMPLES <= lane.hi ||
        lane.hi === rendition.samples ||
        (filling && sample < lane.hi + SOON_SAMPLES)
      );
    });
    return fits.find((lane) => lane.keys.has(key)) ?? fits.sort((a, b) => b.hi - a.hi)[0];
  }

  #open(rendition: RenditionInfo, sample: number, end: number): Lane {
    const start = Math.max(0, Math.min(end, Math.floor(sample)) - 2 * HALF);
    const lane: Lane = { id: this.#nextLane, rendition, keys: new Set(), lo: start, hi: start, neededMs: 0 };
    this.#nextLane += 1;
    this.lanes.push(lane);
    return lane;
  }

  /** Closes what has not been needed for a while, or at once when the room is. */
  #makeRoom(wanted: number, nowMs: number): number[] {
    const crowded = this.lanes.length + wanted > MOST_LANES;
    const gone = this.lanes.filter((lane) => lane.neededMs < nowMs - (crowded ? 0 : LINGER_MS));
    for (const lane of gone) this.lanes.splice(this.lanes.indexOf(lane), 1);
    return gone.map((lane) => lane.id);
  }
}

function isOver(passage: Passage | undefined, nowUs: number): boolean {
  return (passage?.untilUs ?? 0) + GRACE_US < nowUs;
}

/** The part at whose end this one goes on with the same music; -1: there is none that still sounds. */
function comesFrom(part: PlanPart, parts: readonly PlanPart[], passages: readonly Passage[], nowUs: number): number {
  return parts.findIndex(
    (each, i) => !each.isUnder && each.key === part.key && each.fromUs < part.fromUs && !isOver(passages[i], nowUs),
  );
}

/** Where a part is read first: where it stands, or where it is by now. */
function needOf(part: PlanPart, nowUs: number): number {
  if (!part.playing) return part.sample;
  return part.sample + Math.max(0, nowUs - part.fromUs) * SAMPLES_PER_US;
}

/** What is under another track goes, until its own end; what has another one under it comes, from its beginning on. */
function fadeOf({ blend, isUnder }: Passage): Fade | null {
  if (!blend) return null;
  const length = blend.overlap_us * SAMPLES_PER_US;
  return { from: isUnder ? blend.from_us * SAMPLES_PER_US : 0, length, way: isUnder ? "out" : "in" };
}

/** Whether a segment begins exactly where the one before it ends: the end of its track. */
function isChained(before: Segment, segment: Segment, tracks: ReadonlyMap<string, PlayableTrack>): boolean {
  const samples = tracks.get(before.entryId ?? "")?.rendition.samples;
  if (samples === undefined || !before.playing || !segment.playing || segment.positionUs !== 0) return false;
  const endUs = before.fromUs + samples / SAMPLES_PER_US - before.positionUs;
  return Math.abs(endUs - segment.fromUs) < 50;
}
