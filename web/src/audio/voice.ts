/** One read head: reads a part of the plan from its ring, over a gapless border into the next one, with fades. */

import { shape } from "./fade";
import type { PlanPart } from "./messages";
import { HALF, resample, TAPS } from "./resampler";
import type { Ring } from "./ring";

/** Frames in a render quantum. */
export const QUANTUM = 128;
/** Fastest reading: 48 kHz music on an 8 kHz output. */
const SCRATCH = QUANTUM * 6 + 2 * TAPS;

/** A part of the plan with its samples, linked to the one that follows without a gap. */
export interface Stretch {
  readonly part: PlanPart;
  ring: Ring | null;
  next: Stretch | null;
}

/** What the voices of one mixer share: memory made once. */
export class VoiceMemory {
  readonly inLeft = new Float32Array(SCRATCH);
  readonly inRight = new Float32Array(SCRATCH);
  readonly outLeft = new Float32Array(QUANTUM);
  readonly outRight = new Float32Array(QUANTUM);
  readonly fade: Float32Array;

  constructor(
    readonly table: Float32Array,
    fadeFrames: number,
  ) {
    this.fade = Float32Array.from(
      { length: fadeFrames },
      (_, i) => Math.sin((Math.PI / 2) * ((i + 0.5) / fadeFrames)) ** 2,
    );
  }
}

export class Voice {
  active = false;
  /** Track sample of the next frame, in the coordinates of `here`. */
  position = 0;
  here: Stretch | null = null;
  #before: Stretch | null = null;
  /** First frame of the coming quantum at which it sounds, or at which its fade-out begins. */
  offset = 0;
  /** Place in the fade curve; at its length the voice sounds in full. */
  #level = 0;
  #direction: 1 | -1 = 1;

  /** Sounds from frame `offset` of the coming quantum on, at once or faded in. */
  begin(here: Stretch, position: number, offset: number, level: number): void {
    this.active = true;
    this.here = here;
    this.#before = null;
    this.position = position;
    this.offset = offset;
    this.#level = level;
    this.#direction = 1;
  }

  /** Begins to vanish at frame `offset` of the coming quantum; a fade-in on its way turns around where it stands. */
  fadeOut(offset: number): void {
    if (this.#direction === -1) return;
    this.#direction = -1;
    this.offset = offset;
  }

  stop(): void {
    this.active = false;
    this.here = null;
    this.#before = null;
  }

  /**
   * The plan was laid anew: goes on in the stretch that is the same music there, or on its own without a follower. Where that stretch
   * has another ring now, this voice keeps the one whose samples it is in the midst of: the mixer crosses over.
   */
  relink(stretches: readonly Stretch[]): void {
    const here = this.here;
    if (here === null) return;
    const same = stretches.find((stretch) => stretch.part.key === here.part.key);
    if (same === undefined) this.here = { ...here, next: null };
    else if (here.ring !== null && same.ring !== here.ring) this.here = { ...same, ring: here.ring };
    else this.here = same;
  }

  /** Whether its next quantum takes samples from there. */
  reads(ring: Ring): boolean {
    return this.here?.ring === ring || this.#before?.ring === ring || this.here?.next?.ring === ring;
  }

  /** End of what can be read, in samples of `here`. Past a track's end with nothing after it silence never runs dry. */
  get availableTo(): number {
    const here = this.here;
    if (!here?.ring) return 0;
    if (here.ring.hi < here.part.end) return here.ring.hi;
    const next = here.next?.ring;
    if (!next) return Infinity;
    return here.part.end + (next.lo === 0 ? next.hi : 0);
  }

  /** Adds one quantum to the outputs and moves on. */
  render(memory: VoiceMemory, step: number, left: Float32Array, right: Float32Array): void {
    const start = this.#direction === -1 ? 0 : this.offset;
    const count = QUANTUM - start;
    const first = Math.floor(this.position) - HALF;
    this.#gather(memory, first, Math.ceil(count * step) + TAPS + 2);
    resample(
      memory.table,
      memory.inLeft,
      memory.inRight,
      this.position - first,
      step,
      memory.outLeft,
      memory.outRight,
      count,
    );
    this.#mix(memory, start, left, right);
    this.position += count * step;
    this.offset = 0;
    this.#roll();
    if (this.#direction === -1 && this.#level <= 0) this.stop();
  }

  #mix(memory: VoiceMemory, start: number, left: Float32Array, right: Float32Array): void {
    const { fade } = memory;
    for (let i = start; i < QUANTUM; i += 1) {
      if (this.#direction === -1 && i >= this.offset) this.#level -= 1;
      const gain = this.#level >= fade.length ? 1 : (fade[this.#level] ?? 0);
      left[i] = (left[i] as number) + gain * (memory.outLeft[i - start] as number);
      right[i] = (right[i] as number) + gain * (memory.outRight[i - start] as number);
      if (this.#direction === 1 && this.#level < fade.length) this.#level += 1;
    }
  }

  /** Brings the input together in one piece: the end of the track before, this one, the start of the next. */
  #gather(memory: VoiceMemory, first: number, count: number): void {
    const { inLeft, inRight } = memory;
    inLeft.fill(0, 0, count);
    inRight.fill(0, 0, count);
    const here = this.here;
    if (here === null) return;
    const { end, gain } = here.part;
    const before = this.#before;
    if (first < 0) {
      before?.ring?.read(before.part.end + first, Math.min(count, -first), before.part.gain, inLeft, inRight, 0);
    } else this.#before = null; // its ring is free for what comes next
    const from = Math.max(0, first);
    const upTo = Math.min(end, first + count);
    if (from < upTo) {
      here.ring?.read(from, upTo - from, gain, inLeft, inRight, from - first);
      if (here.part.fade !== null) shape(here.part.fade, from, upTo - from, inLeft, inRight, from - first);
    }
    const rest = first + count - end;
    if (rest > 0 && here.next !== null) {
      const begin = Math.max(0, first - end);
      here.next.ring?.read(begin, rest - begin, here.next.part.gain, inLeft, inRight, end + begin - first);
    }
  }

  #roll(): void {
    const here = this.here;
    const next = here?.next ?? null;
    if (here === null || !next?.ring || this.position < here.part.end) return;
    this.position -= here.part.end;
    this.#before = here;
    this.here = next;
  }
}
