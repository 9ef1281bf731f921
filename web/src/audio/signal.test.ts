import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BINS, Signal, type Tapped } from "./signal";

class FakeAnalyser {
  minDecibels = -100;
  maxDecibels = -30;
  getByteFrequencyData = (levels: Uint8Array): void => void levels.fill(7);
}

class Output implements Tapped {
  readonly taps = new Set<AudioNode>();
  tap = (node: AudioNode): void => void this.taps.add(node);
  untap = (node: AudioNode): void => void this.taps.delete(node);
}

let output: Output;
let signal: Signal;
const levels = new Uint8Array(BINS);

beforeEach(() => {
  vi.stubGlobal("AnalyserNode", FakeAnalyser);
  output = new Output();
  signal = new Signal({} as BaseAudioContext, output);
});
afterEach(() => vi.unstubAllGlobals());

const analyser = (): FakeAnalyser => [...output.taps][0] as unknown as FakeAnalyser;

test("nothing is added to the sound before somebody looks, and it is taken off when nobody does any more", () => {
  expect(output.taps.size).toBe(0);
  expect(signal.read(levels, 1000)).toBe(true);
  expect([output.taps.size, levels[0]]).toEqual([1, 7]);
  signal.read(levels, 2500);
  signal.rest(4000);
  expect(output.taps.size).toBe(1);
  signal.rest(4600);
  expect(output.taps.size).toBe(0);
  signal.read(levels, 9000);
  expect(output.taps.size).toBe(1);
});

test("a quiet device shows the same music, a mute one shows none", () => {
  signal.read(levels, 0);
  const loud = analyser().maxDecibels;
  signal.setGain(0.1);
  expect(analyser().maxDecibels).toBeCloseTo(loud - 20);
  expect(analyser().minDecibels).toBeLessThan(analyser().maxDecibels);
  signal.setGain(0);
  expect(signal.read(levels, 0)).toBe(false);
});
