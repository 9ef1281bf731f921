/**
 * The heart of the worklet, free of its globals: follows the plan sample-exactly, steers the speed, survives missing samples.
 *
 * Once a quantum: what is due by the timeline → which voice plays it → how late it is → render. Two voices at most sound together:
 * the old one fading out over 5 ms while the new one fades in.
 */

import { Master } from "./master";
import type { LaneFill, OutputMap, PlanPart, Sounding } from "./messages";
import { RateControl } from "./rate";
import { HALF, makeKernelTable } from "./resampler";
import { Ring } from "./ring";
import { QUANTUM, type Stretch, Voice, VoiceMemory } from "./voice";

const SAMPLES_PER_US = 0.048;
const FADE_S = 0.005;
/** Decoded music needed ahead of the place where a voice joins, in samples. */
const JOIN_AHEAD = 4800;
/** A voice with less than this ahead of it fades out before it runs dry. */
const DRY_AHEAD = 480;
/** The old place plays on so long while the new one is still being decoded: better late than silent. */
export const PLAY_ON_US = 500_000;
/** A rate beyond this is a broken measurement, not a crystal. */
const MAX_SKEW = 2000e-6;

export class Mixer {
  readonly rings = new Map<number, Ring>();
  readonly #spare: Ring[] = [];
  readonly #memory: VoiceMemory;
  readonly #rate = new RateControl();
  readonly #master: Master;
  readonly #fadeFrames: number;
  #voice = new Voice();
  #leaving = new Voice();
  #parts: readonly PlanPart[] = [];
  #stretches: Stretch[] = [];
  /** What is due; its voice may be missing while its samples are. */
  #current: Stretch | null = null;
  #map: OutputMap | null = null;
  #starved = false;
  /** The map was moved on purpose, and the music has not followed yet. */
  #moved = false;
  errUs: number | null = null;
  dropouts = 0;
  jumps = 0;

  constructor(readonly sampleRate: number) {
    this.#fadeFrames = Math.round(FADE_S * sampleRate);
    this.#memory = new VoiceMemory(makeKernelTable(), this.#fadeFrames);
    this.#master = new Master(sampleRate);
  }

  get sounding(): Sounding {
    if (this.#starved) return "starved";
    return this.#voice.active ? "playing" : "silent";
  }

  get trim(): number {
    return this.#rate.trim;
  }

  get key(): number {
    return this.#current?.part.key ?? -1;
  }

  get position(): number {
    return this.#voice.position;
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
    if (map.anew) this.#rate.acquire();
    this.#moved ||= map.moved;
  }

  setPlan(parts: readonly PlanPart[]): void {
    this.#parts = parts;
    this.#relink();
  }

  open(lane: number, sample: number): void {
    // What was closed a moment ago may still be fading out.
    const free = this.#spare.findIndex((each) => !this.#leaving.reads(each) && !this.#voice.reads(each));
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
    if (this.#voice.here?.ring === ring) {
      this.#starved = true;
      this.errUs = null;
      this.#leave(0);
    }
    this.#relink();
  }

  fills(): LaneFill[] {
    return [...this.rings].map(([lane, ring]) => ({ lane, lo: ring.lo, hi: ring.hi }));
  }

  /** The earliest sample of a ring that is still to be read; infinite when nothing will read it. */
  readFrom(ring: Ring): number {
    let from = Infinity;
    if (this.#voice.here?.ring === ring) from = this.#voice.position;
    if (this.#leaving.here?.ring === ring) from = Math.min(from, this.#leaving.position);
    for (const stretch of this.#stretches) {
      if (stretch.ring !== ring || (stretch === this.#current && this.#voice.active)) continue;
      from = Math.min(from, this.#startOf(stretch));
    }
    return from;
  }

  process(frame: number, left: Float32Array, right: Float32Array): void {
    left.fill(0);
    right.fill(0);
    const map = this.#map;
    if (map !== null) {
      this.#follow(frame, map);
      this.#steer(frame, map);
    }
    const step = this.#step();
    if (this.#voice.active) this.#runsDry(step);
    if (this.#leaving.active) this.#leaving.render(this.#memory, step, left, right);
    if (this.#voice.active) {
      this.#voice.render(this.#memory, step, left, right);
      this.#current = this.#voice.here;
    }
    const roomUs = map === null ? null : this.#roomUs(frame, map);
    this.#master.apply(frame, roomUs, map?.usPerFrame ?? 0, left, right);
  }

  #relink(): void {
    this.#stretches = this.#parts.map((part) => ({ part, ring: this.rings.get(part.lane) ?? null, next: null }));
    this.#stretches.forEach((stretch, i) => {
      const next = this.#stretches[i + 1];
      if (next?.part.chained === true) stretch.next = next;
    });
    this.#voice.relink(this.#stretches);
    this.#leaving.relink(this.#stretches);
    const key = this.key;
    const same = this.#stretches.find((stretch) => stretch.part.key === key);
    this.#current = this.#voice.active ? this.#voice.here : (same ?? this.#current);
  }

  #roomUs(frame: number, map: OutputMap): number {
    return map.roomUs + (frame - map.frame) * map.usPerFrame;
  }

  #target(part: PlanPart, frame: number, map: OutputMap): number {
    return part.sample + (this.#roomUs(frame, map) - part.fromUs) * SAMPLES_PER_US;
  }

  #step(): number {
    const usPerFrame = this.#map?.usPerFrame ?? 1e6 / this.sampleRate;
    return usPerFrame * SAMPLES_PER_US * (1 + this.#rate.trim);
  }

  /** Where reading of a stretch begins: at its start, or, when that has passed, where the music is by now. */
  #startOf({ part }: Stretch): number {
    const map = this.#map;
    if (!part.playing || map === null) return part.sample;
    return Math.max(part.sample, this.#target(part, map.frame, map));
  }

  /** Switches to what is due by the end of this quantum. */
  #follow(frame: number, map: OutputMap): void {
    const endUs = this.#roomUs(frame + QUANTUM, map);
    let due = -1;
    while (due + 1 < this.#stretches.length && (this.#stretches[due + 1]?.part.fromUs ?? Infinity) < endUs) due += 1;
    const stretch = this.#stretches[due];
    if (stretch === undefined) return;
    if (stretch.part.key === this.key) {
      if (this.#starved) this.#tryJoin(stretch, frame, 0, map);
      else this.#crossOver(stretch, frame, map);
      return;
    }
    if (this.#rollsInto(stretch, due)) return;
    const dueIn = Math.ceil((stretch.part.fromUs - this.#roomUs(frame, map)) / map.usPerFrame);
    const offset = Math.max(0, Math.min(QUANTUM - 1, dueIn));
    if (!this.#playsOn(stretch, frame + offset, map)) this.#switchTo(stretch, frame, offset, map);
  }

  /** Whether the voice gets to what is due, or came from it, over a gapless border by itself. */
  #rollsInto(due: Stretch, index: number): boolean {
    const here = this.#voice.here;
    if (here === null) return false;
    if (here.next === due) return due.ring !== null;
    return due.next?.part.key === here.part.key && this.#stretches[index + 1] === due.next;
  }

  /** The same music is decoded elsewhere, as after a sleep: goes there as soon as that holds the place. */
  #crossOver(due: Stretch, frame: number, map: OutputMap): void {
    const here = this.#voice.here;
    if (here === null || here.ring === due.ring) return;
    const target = this.#target(due.part, frame, map);
    if (!this.#canSpliceTo(due, target)) return;
    this.#spliceTo(due, target);
    this.#rate.rest();
    this.jumps += 1;
  }

  /** Whether the old place has to stand in for a moment. */
  #playsOn({ part, ring }: Stretch, frame: number, map: OutputMap): boolean {
    const lateUs = this.#roomUs(frame, map) - part.fromUs;
    const isMusic = part.playing && this.#voice.active && lateUs < PLAY_ON_US;
    return isMusic && !this.#holds(ring, part, this.#target(part, frame, map));
  }

  #switchTo(stretch: Stretch, frame: number, offset: number, map: OutputMap): void {
    this.#leave(offset);
    this.#current = stretch;
    this.#starved = false;
    this.errUs = null;
    if (stretch.part.playing) this.#tryJoin(stretch, frame, offset, map);
  }

  /** The voice becomes the leaving one and fades. */
  #leave(offset: number): void {
    if (!this.#voice.active) return;
    const old = this.#leaving;
    old.stop();
    this.#leaving = this.#voice;
    this.#leaving.fadeOut(offset);
    this.#voice = old;
  }

  #tryJoin(stretch: Stretch, frame: number, offset: number, map: OutputMap): void {
    const { part, ring } = stretch;
    const target = this.#target(part, frame + offset, map);
    this.#starved = target < part.end && !this.#holds(ring, part, target);
    if (this.#starved || target >= part.end) return;
    // The very start of a track carries its own beginning; anywhere else a cut would click.
    const level = target < HALF ? this.#fadeFrames : 0;
    this.#voice.begin(stretch, target, offset, level);
    this.#rate.acquire();
  }

  #holds(ring: Ring | null, part: PlanPart, sample: number): boolean {
    const until = Math.min(part.end, Math.ceil(sample) + JOIN_AHEAD);
    return ring?.covers(Math.floor(sample), until) ?? false;
  }

  #steer(frame: number, map: OutputMap): void {
    const here = this.#voice.here;
    if (here === null) {
      this.#moved = false; // what begins next begins there
      return;
    }
    const target = this.#target(here.part, frame + this.#voice.offset, map);
    if (this.#moved && this.#canSpliceTo(here, target)) {
      this.#spliceTo(here, target);
      this.#rate.moved();
      return;
    }
    this.errUs = (target - this.#voice.position) / SAMPLES_PER_US;
    const verdict = this.#rate.update(this.errUs, map.residualUs, QUANTUM / this.sampleRate);
    if (verdict === "trim" || !this.#canSpliceTo(here, target)) return;
    this.#spliceTo(here, target);
    this.#rate.rest();
    this.jumps += 1;
  }

  #canSpliceTo({ part, ring }: Stretch, target: number): boolean {
    return target < part.end && this.#holds(ring, part, target);
  }

  #spliceTo(here: Stretch, target: number): void {
    this.#leave(0);
    this.#voice.begin(here, target, 0, 0);
    this.#moved = false;
    this.errUs = 0;
  }

  #runsDry(step: number): void {
    if (this.#voice.availableTo >= this.#voice.position + QUANTUM * step + DRY_AHEAD) return;
    this.dropouts += 1;
    this.#starved = true;
    this.errUs = null;
    this.#leave(0);
  }
}
