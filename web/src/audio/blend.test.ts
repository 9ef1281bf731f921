/** Two tracks at once: what the plan makes of a blend, and what comes out of the mixer in one. */
import { beforeEach, describe, expect, it } from "vitest";
import { gainAt } from "./fade";
import { LanePlanner } from "./lanes";
import { Mixer } from "./mixer";
import { passagesOf } from "./passages";
import type { PlayableTrack, Segment } from "./ports";

const Q = 128;
const S = 1_000_000;
const START_US = 1_700_000_000_000_000;
const RATE = 48_000;

const musicAt = (track: number, sample: number): number =>
  0.3 * Math.sin(0.01 * sample * (1 + track)) + 0.2 * Math.sin(0.0007 * sample + track);

const track = (id: string, seconds: number): PlayableTrack => ({
  rendition: { rendition_id: id, samples: seconds * RATE, pre_skip: 312, packets: 1, size_bytes: 1, gain_db: 0 },
});
const tracks = new Map([
  ["a", track("ra", 20)],
  ["b", track("rb", 20)],
]);
const OVERLAP = { entry_id: "a", from_us: 14 * S, overlap_us: 6 * S };
const before: Segment = { entryId: "a", fromUs: START_US - 13 * S, positionUs: 0, playing: true, epoch: 1 };
/** A's last six seconds begin a second after the output does. */
const inBlend: Segment = { entryId: "b", fromUs: START_US + S, positionUs: 0, playing: true, epoch: 2, blend: OVERLAP };

/** The planner and the mixer on an ideal output; a decoder that is always there. */
class Listener {
  readonly planner = new LanePlanner();
  readonly mixer = new Mixer(RATE);
  readonly left: number[] = [];
  lanes = 0;
  /** Found out about the output: it is heard that much later than thought. */
  lateUs = 0;
  #frame = 0;
  #segments: readonly Segment[] = [];

  /** @param held a rendition that is not decoded for now. */
  constructor(
    segments: readonly Segment[],
    joinedS = 0,
    public held: string | null = null,
  ) {
    this.#frame = Math.round((joinedS * RATE) / Q) * Q;
    this.play(segments);
  }

  get nowUs(): number {
    return START_US + (this.#frame * 1e6) / RATE;
  }

  play(segments: readonly Segment[]): void {
    this.#segments = segments;
    this.#assign();
  }

  run(seconds: number): void {
    const end = this.#frame + seconds * RATE;
    for (; this.#frame < end; this.#frame += Q) {
      if (this.#frame % (40 * Q) === 0) this.#assign();
      const left = new Float32Array(Q);
      this.mixer.process(this.#frame, left, new Float32Array(Q));
      for (const [i, sample] of left.entries()) this.left[this.#frame + i] = sample;
    }
  }

  /** What comes out at `seconds`. */
  at(seconds: number): number {
    return this.left[Math.round(seconds * RATE)] ?? NaN;
  }

  #assign(): void {
    const map = { roomUs: this.nowUs + this.lateUs, frame: this.#frame, usPerFrame: 1e6 / RATE, residualUs: 100 };
    this.mixer.setMap({ ...map, anew: false, moved: false });
    const passages = passagesOf(this.#segments);
    this.planner.note(this.mixer.fills());
    const { parts, orders } = this.planner.assign(
      this.planner.parts(passages, tracks),
      passages,
      tracks,
      this.nowUs,
      this.nowUs / 1000,
    );
    for (const lane of orders.open) this.mixer.open(lane.id, lane.lo);
    this.lanes += orders.open.length;
    this.mixer.setPlan(parts);
    for (const lane of orders.close) this.mixer.close(lane);
    const decoding = this.planner.lanes.filter((lane) => lane.rendition.rendition_id !== this.held);
    for (const lane of decoding) this.#decode(lane.id, lane.rendition.rendition_id === "ra" ? 0 : 1);
  }

  #decode(lane: number, number: number): void {
    const ring = this.mixer.rings.get(lane);
    if (ring === undefined) return;
    const from = this.mixer.readFrom(ring);
    const upTo = from === Infinity ? 0 : Math.min(20 * RATE, Math.floor(from) + 2 * RATE);
    const frames = upTo - ring.hi;
    if (!(frames > 0)) return;
    const data = new Float32Array(2 * frames);
    for (let i = 0; i < frames; i += 1) data[i] = data[frames + i] = musicAt(number, ring.hi + i);
    ring.write(ring.hi, frames, data);
  }
}

/** What should come out `seconds` after the output began, with the blend from second 1 to 7. */
function mixAt(seconds: number): number {
  const sample = seconds * RATE;
  const share = Math.max(0, Math.min(1, (seconds - 1) / 6));
  const ending = Math.cos((Math.PI / 2) * share) * musicAt(0, sample + 13 * RATE);
  return (seconds < 7 ? ending : 0) + Math.sin((Math.PI / 2) * share) * musicAt(1, sample - RATE);
}

function expectMix(listener: Listener, fromS: number, toS: number): void {
  for (let s = fromS; s < toS; s += 0.0371) expect(listener.at(s)).toBeCloseTo(mixAt(Math.round(s * RATE) / RATE), 4);
}

describe("a blend", () => {
  let listener: Listener;
  beforeEach(() => {
    listener = new Listener([before, inBlend]);
  });

  it("sounds as the two tracks mixed at equal power, sample by sample", () => {
    listener.run(9);
    for (let s = 0.05; s < 1; s += 0.0371)
      expect(listener.at(s)).toBeCloseTo(musicAt(0, Math.round((s + 13) * RATE)), 4);
    expectMix(listener, 1.01, 9);
    expect(listener.mixer.dropouts + listener.mixer.jumps).toBe(0);
  });

  it("needs one stream for each of its tracks", () => {
    listener.run(9);
    expect(listener.lanes).toBe(2);
  });

  it("sounds the same to somebody who comes in the midst of it", () => {
    const late = new Listener([inBlend], 3);
    late.run(6);
    expectMix(late, 3.02, 9);
    expect(late.mixer.tracks).toBe(1);
  });

  it("sounds the same after the server has written the switch down", () => {
    listener.run(2);
    listener.play([inBlend]);
    listener.run(6);
    expectMix(listener, 1.01, 8);
    expect(listener.mixer.jumps).toBe(0);
  });

  it("keeps its tracks exactly together, though one came later and the output was found to be late", () => {
    const late = new Listener([inBlend], 2, "ra");
    late.run(0.5);
    late.lateUs = 400;
    late.held = null;
    late.run(0.6);
    // Both are late by the same: what sounds is the mix of a moment ago, never one track of now and one of then.
    const lag = ((late.mixer.errUs ?? 0) * RATE) / 1e6;
    expect(lag).toBeGreaterThan(3);
    expect(late.mixer.tracks).toBe(2);
    const end = late.left.length;
    for (let n = end - 120; n < end; n += 7) {
      expect(late.left[n]).toBeCloseTo(mixAt((n + 0.0004 * RATE - lag) / RATE), 3);
    }
  });

  it("pauses both tracks, and goes on with both", () => {
    const pause: Segment = { ...inBlend, fromUs: START_US + 3 * S, positionUs: 2 * S, playing: false, epoch: 3 };
    const again: Segment = { ...inBlend, fromUs: START_US + 4 * S, positionUs: 2 * S, epoch: 4 };
    listener.run(2.8);
    listener.play([inBlend, pause, again]);
    listener.run(6);
    expectMix(listener, 1.01, 2.99);
    for (let s = 3.01; s < 3.99; s += 0.0371) expect(Math.abs(listener.at(s))).toBeLessThan(1e-4);
    for (let s = 4.02; s < 8; s += 0.0371)
      expect(listener.at(s)).toBeCloseTo(mixAt(Math.round((s - 1) * RATE) / RATE), 4);
    expect(listener.lanes).toBe(2);
  });

  it("ends at once where something else is played", () => {
    const skip: Segment = { entryId: "b", fromUs: START_US + 3 * S, positionUs: 12 * S, playing: true, epoch: 3 };
    listener.run(2.8);
    listener.play([inBlend, skip]);
    listener.run(2.5);
    for (let s = 3.02; s < 5; s += 0.0371) {
      expect(listener.at(s)).toBeCloseTo(musicAt(1, Math.round((s + 9) * RATE)), 4);
    }
  });
});

describe("the passages of a plan", () => {
  it("hold what ends under another until it is over, and leave out what does not last", () => {
    const seek: Segment = { ...before, fromUs: START_US, positionUs: 16 * S };
    const at: Segment = { ...inBlend, fromUs: START_US, positionUs: 2 * S };
    const found = passagesOf([seek, at]).map(({ entryId, positionUs, untilUs, isUnder }) => [
      entryId,
      positionUs / S,
      (untilUs - START_US) / S,
      isUnder,
    ]);
    expect(found).toEqual([
      ["b", 2, Infinity, false],
      ["a", 16, 4, true],
      [null, 0, Infinity, true],
    ]);
  });

  it("have nothing under a track whose blend is over", () => {
    expect(passagesOf([{ ...inBlend, positionUs: 6 * S }])).toHaveLength(1);
  });
});

it("gains of a blend have one power together", () => {
  for (let sample = 0; sample <= 1000; sample += 50) {
    const comes = gainAt({ from: 0, length: 1000, way: "in" }, sample);
    const goes = gainAt({ from: 500, length: 1000, way: "out" }, sample + 500);
    expect(comes ** 2 + goes ** 2).toBeCloseTo(1, 12);
  }
});
