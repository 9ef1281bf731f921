import { describe, expect, it } from "vitest";
import { Mixer } from "./mixer";

const Q = 128;
/** Room time of output frame 0: 0.3 s before a second that is divisible by 4. */
const START_US = 1_700_000_000_000_000 - 300_000;
const PEAK = 10 ** (-12 / 20);

class Clicking {
  readonly mixer: Mixer;
  readonly left: number[] = [];
  frame = 0;

  constructor(
    readonly rate: number,
    readonly skew = 0,
  ) {
    this.mixer = new Mixer(rate);
    this.map(0);
  }

  get usPerFrame(): number {
    return (1e6 / this.rate) * (1 + this.skew);
  }

  /** Says that the output is heard `lateUs` later than thought so far. */
  map(lateUs: number): void {
    const roomUs = START_US + this.frame * this.usPerFrame + lateUs;
    const { frame, usPerFrame } = this;
    this.mixer.setMap({ roomUs, frame, usPerFrame, residualUs: 100, anew: false, moved: false });
  }

  run(seconds: number): void {
    const left = new Float32Array(Q);
    for (const end = this.frame + seconds * this.rate; this.frame < end; this.frame += Q) {
      this.mixer.process(this.frame, left, new Float32Array(Q));
      this.left.push(...left);
    }
  }

  /** Where bursts begin, each as the frame, with a fraction, at which the sine of its start crosses zero. */
  onsets(): number[] {
    const found: number[] = [];
    for (let n = 1; n < this.left.length; n += 1) {
      if (Math.abs(this.left[n] ?? 0) < 0.005 || n < (found.at(-1) ?? -Infinity) + 0.01 * this.rate) continue;
      // The first two samples of 2 kHz or 1 kHz lie on the sine times (1 - t / 5 ms)²: solve for the start.
      found.push(startOf([this.left[n] ?? 0, this.left[n + 1] ?? 0], n, this.rate));
    }
    return found;
  }
}

/** Finds the start that explains two samples, by bisection on their ratio, for both pitches; the better one. */
function startOf([first, second]: [number, number], n: number, rate: number): number {
  const value = (t: number, hz: number): number => Math.sin(2 * Math.PI * hz * t) * (1 - t / 0.005) ** 2;
  let best = { start: NaN, off: Infinity };
  for (const hz of [1000, 2000]) {
    let peak = 0;
    for (let t = 0; t < 0.005; t += 1e-6) peak = Math.max(peak, value(t, hz));
    for (let back = 0; back < 2; back += 0.001) {
      const [a, b] = [value(back / rate, hz), value((back + 1) / rate, hz)].map((x) => (PEAK * x) / peak);
      const off = Math.abs((a ?? 0) - first) + Math.abs((b ?? 0) - second);
      if (off < best.off) best = { start: n - back, off };
    }
  }
  return best.start;
}

const loudest = (samples: readonly number[]): number => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const FOREVER_US = 2 ** 52;

describe("the click track", () => {
  it.each([
    [44_100, 0],
    [48_000, 0],
    [48_000, 1e-4],
    [96_000, -1e-4],
  ])("marks each second of room time between frames, at %i Hz with a skew of %f", (rate, skew) => {
    const out = new Clicking(rate, skew);
    out.mixer.setClickUntil(FOREVER_US);
    out.run(3.5);
    const expected = [0.3, 1.3, 2.3, 3.3].map((s) => (s * 1e6) / out.usPerFrame);
    const onsets = out.onsets();
    expect(onsets).toHaveLength(4);
    onsets.forEach((onset, i) => expect(Math.abs(onset - (expected[i] ?? NaN))).toBeLessThan(0.03));
  });

  it("is higher on every fourth second, peaks at -12 dBFS and lasts 5 ms", () => {
    const out = new Clicking(48_000);
    out.mixer.setClickUntil(FOREVER_US);
    out.run(5);
    const bursts = [0.3, 1.3, 2.3, 3.3, 4.3].map((s) => out.left.slice(s * 48_000, s * 48_000 + 240));
    const crossings = bursts.map((each) => each.filter((x, i) => i > 0 && x > 0 !== (each[i - 1] ?? 0) > 0).length);
    expect(crossings.map((count) => count > 14)).toEqual([true, false, false, false, true]);
    for (const each of bursts) expect(20 * Math.log10(loudest(each))).toBeCloseTo(-12, 0);
    expect(loudest(out.left.slice(0.3 * 48_000 + 241, 1.3 * 48_000))).toBeLessThan(1e-5);
  });

  it("ends at its instant, and does not begin once that is over", () => {
    const out = new Clicking(48_000);
    out.mixer.setClickUntil(START_US + 1_300_000);
    out.run(3);
    expect(out.onsets()).toHaveLength(1);
    out.mixer.setClickUntil(0);
    out.run(3);
    expect(out.onsets()).toHaveLength(1);
  });

  it("moves with a trim, and a map that moves back and forth repeats no second", () => {
    const out = new Clicking(48_000);
    out.mixer.setClickUntil(FOREVER_US);
    out.map(10_000);
    out.run(0.29);
    out.map(0);
    out.run(0.05);
    out.map(10_000);
    out.run(1);
    expect(out.onsets().map((onset) => Math.round(onset))).toEqual([13_920, 61_920]);
  });

  it("ducks the music by 20 dB while it is on, smoothly", () => {
    const out = new Clicking(48_000);
    const { mixer } = out;
    mixer.open(1, 0);
    const data = new Float32Array(2 * 200_000).fill(0.5);
    mixer.rings.get(1)?.write(0, 200_000, data);
    const part = {
      playing: true,
      lane: 1,
      sample: 4800,
      end: 1e6,
      gain: 1,
      chained: false,
      isUnder: false,
      fade: null,
    };
    mixer.setPlan([{ ...part, key: 1, fromUs: START_US }]);
    out.run(0.1);
    mixer.setClickUntil(START_US + 1e6);
    out.run(2);
    expect(out.left[4000]).toBeCloseTo(0.5, 3);
    expect(out.left[13_440]).toBeCloseTo(0.05, 3);
    expect(out.left.at(-1)).toBeCloseTo(0.5, 3);
    const quiet = out.left.slice(4900, 14_000);
    expect(loudest(quiet.slice(1).map((x, i) => x - (quiet[i] ?? 0)))).toBeLessThan(0.001);
  });
});
