/**
 * The heart of the worklet, free of its globals: the plan's music, and under it, where two tracks blend, the end of the one before. Each is
 * a strand that finds its place on the timeline by itself; while both sound, the second keeps exactly beside the first.
 */

import { Master } from "./master";
import type { LaneFill, OutputMap, PlanPart, Sounding } from "./messages";
import { makeKernelTable } from "./resampler";
import { Ring } from "./ring";
import { roomUsAt, Strand } from "./strand";
import { VoiceMemory } from "./voice";

const SAMPLES_PER_US = 0.048;
const FADE_S = 0.005;
/** A rate beyond this is a broken measurement, not a crystal. */
const MAX_SKEW = 2000e-6;

export class Mixer {
  readonly rings = new Map<number, Ring>();
  readonly #spare: Ring[] = [];
  readonly #master: Master;
  readonly #main: Strand;
  readonly #under: Strand;
  #parts: readonly PlanPart[] = [];
  #map: OutputMap | null = null;

  constructor(readonly sampleRate: number) {
    const memory = new VoiceMemory(makeKernelTable(), Math.round(FADE_S * sampleRate));
    this.#main = new Strand(memory, sampleRate);
    this.#under = new Strand(memory, sampleRate, this.#main);
    this.#master = new Master(sampleRate);
  }

  get sounding(): Sounding {
    return this.#main.sounding;
  }

  get trim(): number {
    return this.#main.trim;
  }

  get key(): number {
    return this.#main.key;
  }

  get position(): number {
    return this.#main.position;
  }

  get errUs(): number | null {
    return this.#main.errUs;
  }

  get dropouts(): number {
    return this.#main.dropouts + this.#under.dropouts;
  }

  get jumps(): number {
    return this.#main.jumps + this.#under.jumps;
  }

  /** How many tracks sound: two in a blend. */
  get tracks(): number {
    return [this.#main, this.#under].filter((strand) => strand.sounding === "playing").length;
  }

  setGain(gain: number): void {
    this.#master.setVolume(gain);
  }

  /** Room time until which each second is marked by a click; 0: none. */
  setClickUntil(untilUs: number): void {
    this.#master.clicks.untilUs = untilUs;
  }

  setMap(map: OutputMap): void {
    const nominal = 1e6 / this.sampleRate;
    const skew = Math.max(-MAX_SKEW, Math.min(MAX_SKEW, map.usPerFrame / nominal - 1));
    this.#map = { ...map, usPerFrame: nominal * (1 + skew) };
    for (const strand of [this.#main, this.#under]) strand.setMap(this.#map);
  }

  setPlan(parts: readonly PlanPart[]): void {
    this.#parts = parts;
    this.#relink();
  }

  open(lane: number, sample: number): void {
    // What was closed a moment ago may still be fading out.
    const free = this.#spare.findIndex((each) => !this.#main.reads(each) && !this.#under.reads(each));
    const [ring = new Ring()] = free === -1 ? [] : this.#spare.splice(free, 1);
    ring.restart(sample);
    this.rings.set(lane, ring);
    this.#relink();
  }

  close(lane: number): void {
    const ring = this.rings.get(lane);
    if (ring === undefined) return;
    this.rings.delete(lane);
    this.#spare.push(ring);
    for (const strand of [this.#main, this.#under]) strand.lose(ring);
    this.#relink();
  }

  fills(): LaneFill[] {
    return [...this.rings].map(([lane, ring]) => ({ lane, lo: ring.lo, hi: ring.hi }));
  }

  /** The earliest sample of a ring that is still to be read; infinite when nothing will read it. */
  readFrom(ring: Ring): number {
    return Math.min(this.#main.readFrom(ring), this.#under.readFrom(ring));
  }

  process(frame: number, left: Float32Array, right: Float32Array): void {
    left.fill(0);
    right.fill(0);
    const map = this.#map;
    const step = (map?.usPerFrame ?? 1e6 / this.sampleRate) * SAMPLES_PER_US;
    this.#main.prepare(frame, step);
    this.#under.prepare(frame, step);
    this.#under.render(left, right);
    this.#main.render(left, right);
    const roomUs = map === null ? null : roomUsAt(frame, map);
    this.#master.apply(frame, roomUs, map?.usPerFrame ?? 0, left, right);
  }

  #relink(): void {
    for (const [strand, isUnder] of [
      [this.#main, false],
      [this.#under, true],
    ] as const) {
      strand.link(
        this.#parts.filter((part) => part.isUnder === isUnder),
        this.rings,
      );
    }
  }
}
