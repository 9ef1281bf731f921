/**
 * One line of music through the plan: what is due by the timeline → which voice plays it → how late it is → render. Two voices at most
 * sound together: the old one fading out over 5 ms while the new one fades in. Each strand is steered by what it plays itself.
 */

import type { OutputMap, PlanPart, Sounding } from "./messages";
import { RateControl } from "./rate";
import { HALF } from "./resampler";
import type { Ring } from "./ring";
import { QUANTUM, type Stretch, Voice, type VoiceMemory } from "./voice";

const SAMPLES_PER_US = 0.048;
/** Decoded music needed ahead of the place where a voice joins, in samples. */
const JOIN_AHEAD = 4800;
/** A voice with less than this ahead of it fades out before it runs dry. */
const DRY_AHEAD = 480;
/** The old place plays on so long while the new one is still being decoded: better late than silent. */
export const PLAY_ON_US = 500_000;

/** A strand that is so little beside its leader, in samples, is put right at once: nobody hears a step of 10 µs. */
const BESIDE = 0.5;

export function roomUsAt(frame: number, map: OutputMap): number {
  return map.roomUs + (frame - map.frame) * map.usPerFrame;
}

export class Strand {
  readonly #rate = new RateControl();
  #voice = new Voice();
  #leaving = new Voice();
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

  #pace = 1;
  /** How far the voice is behind the timeline, in samples; null while there is none. */
  #lag: number | null = null;

  /** Where both sound of one part of the plan, a strand with a `leader` is exactly as late as that one: they never beat. */
  constructor(
    readonly memory: VoiceMemory,
    readonly sampleRate: number,
    readonly leader: Strand | null = null,
  ) {}

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

  setMap(map: OutputMap): void {
    this.#map = map;
    if (map.anew) this.#rate.acquire();
    this.#moved ||= map.moved;
  }

  /** The plan was laid anew, or the rings are others now. */
  link(parts: readonly PlanPart[], rings: ReadonlyMap<number, Ring>): void {
    this.#stretches = parts.map((part) => ({ part, ring: rings.get(part.lane) ?? null, next: null }));
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

  /** Whether a voice takes samples from there. */
  reads(ring: Ring): boolean {
    return this.#leaving.reads(ring) || this.#voice.reads(ring);
  }

  /** The ring is taken away: who reads from it fades. */
  lose(ring: Ring): void {
    if (this.#voice.here?.ring !== ring) return;
    this.#starved = true;
    this.errUs = null;
    this.#leave(0);
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

  /** Finds its place for the quantum, after its leader has; `step` is the music's own pace on this output. */
  prepare(frame: number, step: number): void {
    const map = this.#map;
    if (map !== null) {
      this.#follow(frame, map);
      if (this.#isLed) this.#keepBeside(frame, map);
      else this.#steer(frame, map);
    }
    this.#pace = this.#isLed ? (this.leader?.pace ?? step) : step * (1 + this.#rate.trim);
    if (this.#voice.active) this.#runsDry(this.#pace);
    const { here, position, offset } = this.#voice;
    this.#lag = here === null || map === null ? null : this.#due(here.part, frame + offset, map) - position;
  }

  /** Adds one quantum to the outputs. */
  render(left: Float32Array, right: Float32Array): void {
    if (this.#leaving.active) this.#leaving.render(this.memory, this.#pace, left, right);
    if (!this.#voice.active) return;
    this.#voice.render(this.memory, this.#pace, left, right);
    this.#current = this.#voice.here;
  }

  /** Track samples a frame, in this quantum. */
  get pace(): number {
    return this.#pace;
  }

  /** How far behind the timeline what came with this part sounds, in samples; null: it does not. */
  lagOf(part: PlanPart): number | null {
    return this.#voice.here?.part.fromUs === part.fromUs ? this.#lag : null;
  }

  get #isLed(): boolean {
    const here = this.#voice.here;
    return here !== null && (this.leader?.lagOf(here.part) ?? null) !== null;
  }

  /** The place of the timeline. */
  #due(part: PlanPart, frame: number, map: OutputMap): number {
    return part.sample + (roomUsAt(frame, map) - part.fromUs) * SAMPLES_PER_US;
  }

  /** The place to be at: the timeline's, or beside the leader. */
  #target(part: PlanPart, frame: number, map: OutputMap): number {
    return this.#due(part, frame, map) - (this.leader?.lagOf(part) ?? 0);
  }

  /** Where reading of a stretch begins: at its start, or, when that has passed, where the music is by now. */
  #startOf({ part }: Stretch): number {
    const map = this.#map;
    if (!part.playing || map === null) return part.sample;
    return Math.max(part.sample, this.#target(part, map.frame, map));
  }

  /** Switches to what is due by the end of this quantum. */
  #follow(frame: number, map: OutputMap): void {
    const endUs = roomUsAt(frame + QUANTUM, map);
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
    const dueIn = Math.ceil((stretch.part.fromUs - roomUsAt(frame, map)) / map.usPerFrame);
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
    const lateUs = roomUsAt(frame, map) - part.fromUs;
    // Into a blend the end of the track before sounds anyway.
    const isMusic = part.playing && part.fade === null && this.#voice.active && lateUs < PLAY_ON_US;
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
    const level = target < HALF ? this.memory.fade.length : 0;
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

  #keepBeside(frame: number, map: OutputMap): void {
    const here = this.#voice.here;
    if (here === null) return;
    this.#moved = false;
    const target = this.#target(here.part, frame + this.#voice.offset, map);
    if (Math.abs(target - this.#voice.position) < BESIDE) this.#voice.position = target;
    else if (this.#canSpliceTo(here, target)) this.#spliceTo(here, target);
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
