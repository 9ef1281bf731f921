import { beforeEach, describe, expect, it } from "vitest";
import type { PlanPart } from "./messages";
import { Mixer } from "./mixer";

const Q = 128;
/** Room time of output frame 0. */
const START_US = 1_700_000_000_000_000;

/** A signal that is different everywhere and smooth enough for the resampler. */
const musicAt = (track: number, sample: number): number =>
  0.3 * Math.sin(0.01 * sample * (1 + track)) + 0.2 * Math.sin(0.0007 * sample + track);

class Output {
  readonly mixer: Mixer;
  readonly left: number[] = [];
  frame = 0;

  constructor(readonly rate = 48_000) {
    this.mixer = new Mixer(rate);
    this.map(0);
  }

  /** Says that the output is heard `lateUs` later than thought so far. */
  map(lateUs: number, residualUs = 100, anew = false, moved = false): void {
    const roomUs = this.usAt(this.frame) + lateUs;
    this.mixer.setMap({ roomUs, frame: this.frame, usPerFrame: 1e6 / this.rate, residualUs, anew, moved });
  }

  usAt(frame: number): number {
    return START_US + (frame * 1e6) / this.rate;
  }

  fill(lane: number, track: number, from: number, to: number): void {
    const data = new Float32Array(2 * (to - from));
    for (let i = 0; i < to - from; i += 1) data[i] = data[to - from + i] = musicAt(track, from + i);
    this.mixer.rings.get(lane)?.write(from, to - from, data);
  }

  lane(lane: number, track: number, from: number, to: number): void {
    this.mixer.open(lane, from);
    this.fill(lane, track, from, to);
  }

  run(frames: number): void {
    const left = new Float32Array(Q);
    for (const end = this.frame + frames; this.frame < end; this.frame += Q) {
      this.mixer.process(this.frame, left, new Float32Array(Q));
      this.left.push(...left);
    }
  }
}

const part = (given: Partial<PlanPart> & { key: number; fromUs: number }): PlanPart => ({
  playing: true,
  lane: 1,
  sample: 0,
  end: 1_000_000,
  gain: 1,
  chained: false,
  isUnder: false,
  fade: null,
  ...given,
});

const loudest = (samples: readonly number[]): number => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const NOISE = 1e-5;
const stepsOf = (samples: readonly number[]): number[] =>
  samples.slice(1).map((x, i) => Math.abs(x - (samples[i] ?? 0)));

describe("the mixer", () => {
  let out: Output;
  beforeEach(() => {
    out = new Output();
  });

  const standing = part({ key: 1, fromUs: START_US - 1e6, playing: false, sample: 20_000 });

  it("starts on its sample at its instant, after silence", () => {
    out.lane(1, 0, 19_900, 80_000);
    out.mixer.setPlan([standing, part({ key: 2, fromUs: out.usAt(1000), sample: 20_000 })]);
    out.run(4096);
    expect(loudest(out.left.slice(0, 999))).toBeLessThan(NOISE);
    for (const n of [1300, 2000, 4000]) expect(out.left[n]).toBeCloseTo(musicAt(0, 20_000 + n - 1000), 4);
  });

  it("stops at its instant, within a short fade", () => {
    out.lane(1, 0, 0, 80_000);
    out.mixer.setPlan([
      part({ key: 1, fromUs: START_US - 1e5, sample: 15_200 }),
      part({ key: 2, fromUs: out.usAt(3000), playing: false, sample: 23_000 }),
    ]);
    out.run(4096);
    expect(out.left[2990]).toBeCloseTo(musicAt(0, 15_200 + 4800 + 2990), 4);
    expect(loudest(out.left.slice(3245))).toBeLessThan(NOISE);
  });

  it("joins tracks sample by sample at a gapless end, each at its own gain", () => {
    out.lane(1, 0, 0, 50_000);
    out.lane(2, 1, 0, 80_000);
    const endUs = Math.floor(out.usAt(50_000 - 47_000));
    out.mixer.setPlan([
      part({ key: 1, fromUs: START_US - 1e6, sample: -1000, end: 50_000 }),
      part({ key: 2, fromUs: endUs, lane: 2, gain: 0.5, chained: true }),
    ]);
    out.run(6400);
    for (let n = 2950; n < 2980; n += 1) expect(out.left[n]).toBeCloseTo(musicAt(0, 47_000 + n), 4);
    for (let n = 3020; n < 6000; n += 20) expect(out.left[n]).toBeCloseTo(0.5 * musicAt(1, n - 3000), 4);
    expect(out.mixer.key).toBe(2);
    expect(out.mixer.dropouts).toBe(0);
  });

  it("crosses over to a seek's target while the old place still sounds", () => {
    out.lane(1, 0, 0, 60_000);
    out.lane(2, 0, 300_000, 400_000);
    const seek = part({ key: 2, fromUs: out.usAt(2000), lane: 2, sample: 300_100 });
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, sample: 1000 }), seek]);
    out.run(4096);
    expect(out.left[1990]).toBeCloseTo(musicAt(0, 2990), 4);
    expect(out.left[2300]).toBeCloseTo(musicAt(0, 300_400), 4);
  });

  it("begins a seek on its frame, though its lane begins hardly before it", () => {
    out.lane(1, 0, 0, 60_000);
    out.lane(2, 0, 300_068, 400_000);
    const seek = part({ key: 2, fromUs: Math.floor(out.usAt(2040)), lane: 2, sample: 300_100 });
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, sample: 1000 }), seek]);
    out.run(2048);
    expect(out.mixer.key).toBe(2);
    out.run(2048);
    expect(out.left[2300]).toBeCloseTo(musicAt(0, 300_360), 4);
  });

  /** Music plays, and a seek is due at frame 2000 of which nothing is decoded yet. */
  function seekUndecoded(heldTo: number): void {
    out.lane(1, 0, 0, heldTo);
    out.mixer.open(2, 300_000);
    const seek = part({ key: 2, fromUs: out.usAt(2000), lane: 2, sample: 300_100 });
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, sample: 1000 }), seek]);
  }

  it("plays the old place on for a moment when a seek's target is not decoded in time", () => {
    seekUndecoded(60_000);
    out.run(5120);
    expect(out.left[5000]).toBeCloseTo(musicAt(0, 6000), 4);
    out.fill(2, 0, 300_000, 400_000);
    out.run(2560);
    expect(out.left[6000]).toBeCloseTo(musicAt(0, 304_100), 4);
    expect([out.mixer.key, out.mixer.dropouts]).toEqual([2, 0]);
  });

  it("does not play the old place on for long", () => {
    seekUndecoded(100_000);
    out.run(26_880);
    expect(loudest(out.left.slice(-256))).toBeLessThan(NOISE);
    expect(out.mixer.sounding).toBe("starved");
  });

  it("corrects a lateness by playing a little faster", () => {
    out.lane(1, 0, 0, 250_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, sample: 100 })]);
    out.run(1024);
    out.map(1000);
    out.run(4 * 48_000);
    expect(Math.abs(out.mixer.errUs ?? Infinity)).toBeLessThan(150);
    expect(out.mixer.jumps).toBe(0);
  });

  it.each([800, 5000, -14_000])("follows a trim of %i µs by a splice at once", (trimUs) => {
    out.lane(1, 0, 0, 250_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, sample: 20_000 })]);
    out.run(4096);
    out.map(trimUs, 100, false, true);
    out.run(4096);
    expect(Math.abs(out.mixer.errUs ?? Infinity)).toBeLessThan(20);
    expect(out.left[8000]).toBeCloseTo(musicAt(0, 28_000 + trimUs * 0.048), 3);
    expect(out.mixer.jumps).toBe(0);
  });

  it("crosses over to another lane of the same music, once that holds the place", () => {
    out.lane(1, 0, 0, 200_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, lane: 1 })]);
    out.run(4096);
    out.map(10_000_000); // the machine has slept
    out.mixer.open(2, 480_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, lane: 2 })]);
    out.run(4096);
    expect(out.left[8000]).toBeCloseTo(musicAt(0, 8000), 3);
    out.fill(2, 0, 480_000, 520_000);
    out.run(4096);
    out.mixer.close(1);
    out.run(4096);
    expect(out.left[16_000]).toBeCloseTo(musicAt(0, 496_000), 3);
    expect(loudest(stepsOf(out.left))).toBeLessThan(0.02);
    expect([out.mixer.dropouts, out.mixer.jumps]).toEqual([0, 1]);
  });

  it("fades out of a lane that is taken away, though its ring is wanted again at once", () => {
    out.lane(1, 0, 0, 60_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US })]);
    out.run(4096);
    out.mixer.close(1);
    out.lane(2, 1, 300_000, 360_000);
    out.run(1024);
    expect(loudest(stepsOf(out.left))).toBeLessThan(0.02);
    expect(loudest(out.left.slice(-256))).toBeLessThan(NOISE);
    expect(out.mixer.sounding).toBe("starved");
  });

  it("does not splice what begins after the trim", () => {
    out.map(5000, 100, false, true);
    out.run(256);
    out.lane(1, 0, 0, 100_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, sample: 0 })]);
    out.run(4096);
    expect(loudest(stepsOf(out.left))).toBeLessThan(0.02);
  });

  it("jumps over a large error, with the samples it holds", () => {
    out.lane(1, 0, 0, 250_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US, sample: 100 })]);
    out.run(1024);
    out.map(30_000);
    out.run(48_000);
    expect(out.mixer.jumps).toBe(1);
    expect(Math.abs(out.mixer.errUs ?? Infinity)).toBeLessThan(100);
  });

  it("fades out before it runs dry, and rejoins on the timeline", () => {
    out.lane(1, 0, 0, 10_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US })]);
    out.run(12_800);
    expect(out.mixer.sounding).toBe("starved");
    expect(out.mixer.dropouts).toBe(1);
    expect(loudest(stepsOf(out.left))).toBeLessThan(0.02);
    out.fill(1, 0, 10_000, 60_000);
    out.run(6400);
    expect(out.mixer.sounding).toBe("playing");
    expect(out.left.at(-1)).toBeCloseTo(musicAt(0, out.left.length - 1), 3);
  });

  it("waits in silence for a start that is not decoded yet, which is no dropout", () => {
    out.mixer.open(1, 0);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US })]);
    out.run(2560);
    expect(out.mixer.sounding).toBe("starved");
    out.fill(1, 0, 0, 60_000);
    out.run(2560);
    expect(out.mixer.sounding).toBe("playing");
    expect(out.mixer.dropouts).toBe(0);
  });

  it("plays on undisturbed when the same plan is given again", () => {
    out.lane(1, 0, 0, 100_000);
    const plan = [part({ key: 1, fromUs: START_US })];
    for (let i = 0; i < 10; i += 1) {
      out.mixer.setPlan([...plan]);
      out.run(1280);
    }
    for (let n = 100; n < 12_800; n += 97) expect(out.left[n]).toBeCloseTo(musicAt(0, n), 4);
  });

  it.each([44_100, 48_000, 96_000])("starts on its sample and plays at the right speed and level at %i Hz", (rate) => {
    const other = new Output(rate);
    other.lane(1, 0, 19_900, 120_000);
    const fromUs = other.usAt(1000);
    other.mixer.setPlan([part({ key: 1, fromUs, sample: 20_000, gain: 0.5 })]);
    other.run(rate);
    expect(loudest(other.left.slice(0, 999))).toBeLessThan(NOISE);
    for (const n of [2000, Math.round(rate / 2), rate - 200]) {
      const sample = 20_000 + ((n - 1000) * 48_000) / rate;
      expect(other.left[n]).toBeCloseTo(0.5 * musicAt(0, sample), 3);
    }
  });

  it("goes silent without a click at volume 0 and is never perfectly silent", () => {
    out.lane(1, 0, 0, 100_000);
    out.mixer.setPlan([part({ key: 1, fromUs: START_US })]);
    out.run(2560);
    out.mixer.setGain(0);
    out.run(2560);
    const end = out.left.slice(-256);
    expect(loudest(end)).toBeLessThan(NOISE);
    expect(loudest(end)).toBeGreaterThan(0);
  });

  it("says from where each ring is still read", () => {
    out.lane(1, 0, 0, 100_000);
    out.lane(2, 0, 300_000, 310_000);
    out.mixer.open(3, 0);
    const seek = part({ key: 2, fromUs: out.usAt(90_000), lane: 2, sample: 300_100 });
    out.mixer.setPlan([part({ key: 1, fromUs: START_US }), seek]);
    out.run(12_800);
    const from = [1, 2, 3].map((lane) => {
      const ring = out.mixer.rings.get(lane);
      return ring === undefined ? NaN : out.mixer.readFrom(ring);
    });
    expect(from[0]).toBeCloseTo(12_800, 0);
    expect(from.slice(1)).toEqual([300_100, Infinity]);
  });
});
