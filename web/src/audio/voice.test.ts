import { describe, expect, it } from "vitest";
import type { PlanPart } from "./messages";
import { makeKernelTable } from "./resampler";
import { Ring } from "./ring";
import { QUANTUM, type Stretch, Voice, VoiceMemory } from "./voice";

const LENGTH = 1000;
const part: PlanPart = {
  key: 1,
  fromUs: 0,
  playing: true,
  lane: 1,
  sample: 0,
  end: LENGTH,
  gain: 1,
  chained: false,
  isUnder: false,
  fade: null,
};

function stretch(key: number, next: Stretch | null): Stretch & { ring: Ring } {
  const ring = new Ring();
  ring.write(0, LENGTH, new Float32Array(2 * LENGTH));
  return { part: { ...part, key }, ring, next };
}

describe("a voice over a gapless border", () => {
  it("reads the track before it at its beginning, and then lets go of its samples", () => {
    const second = stretch(2, null);
    const first = stretch(1, second);
    const memory = new VoiceMemory(makeKernelTable(), 240);
    const voice = new Voice();
    voice.begin(first, 0, 0, 0);
    const quantum = (): void => voice.render(memory, 1, new Float32Array(QUANTUM), new Float32Array(QUANTUM));
    while (voice.here !== second) quantum();
    expect(voice.reads(first.ring)).toBe(true);
    quantum();
    quantum();
    expect(voice.reads(first.ring)).toBe(false);
    expect(voice.reads(second.ring)).toBe(true);
  });
});
