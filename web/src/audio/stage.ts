/** A mixer with its messages: what runs inside the worklet, and, where there is none, on the page. */

import type { Block, FromWorklet, Rendered, Sounding, ToWorklet, WorkletToDecoder } from "./messages";
import { Mixer } from "./mixer";
import { RING_SAMPLES } from "./ring";

const TICK_S = 0.1;
/** While nothing is being found out about the output: a tick wakes the page. */
const CALM_TICK_S = 0.25;
/** The output stood still meanwhile: what it rendered before says nothing of now. */
const STOOD_STILL_MS = 200;
/** Samples kept behind the playhead, for small jumps back. */
const HISTORY = 48_000;
/** The decoder is asked for more in steps of this many samples. */
const NEED_STEP = 96_000;

export class Stage {
  readonly #mixer: Mixer;
  readonly #needs = new Map<number, number>();
  #decoder: MessagePort | null = null;
  #nextTick = 0;
  #lastTick = 0;
  #isCalm = false;
  #told: Sounding = "silent";
  /** What was rendered earliest for its frame since the last tick; infinite: none. */
  #earliestMs = Infinity;
  #earliestFrame = 0;

  constructor(
    readonly sampleRate: number,
    readonly tell: (message: FromWorklet) => void,
    readonly wallMs: (() => number) | null = null,
  ) {
    this.#mixer = new Mixer(sampleRate);
  }

  take(message: ToWorklet): void {
    switch (message.t) {
      case "plan": {
        this.#mixer.setPlan(message.parts);
        return;
      }
      case "map": {
        this.#mixer.setMap(message.map);
        this.#setCalm(message.isCalm);
        return;
      }
      case "gain": {
        this.#mixer.setGain(message.gain);
        return;
      }
      case "click": {
        this.#mixer.setClickUntil(message.untilUs);
        return;
      }
      case "open": {
        this.#needs.delete(message.lane);
        this.#mixer.open(message.lane, message.sample);
        return;
      }
      case "close": {
        this.#needs.delete(message.lane);
        this.#mixer.close(message.lane);
        return;
      }
      case "curious": {
        this.#setCalm(false);
        return;
      }
      case "port":
        this.#decoder = message.port;
        message.port.onmessage = (event: MessageEvent<Block>) => this.#store(event.data);
    }
  }

  /** Renders one quantum that begins at output frame `frame`. */
  process(frame: number, left: Float32Array, right: Float32Array): void {
    if (this.wallMs !== null) this.#note(this.wallMs(), frame);
    this.#mixer.process(frame, left, right);
    if (frame >= this.#nextTick || this.#mixer.sounding !== this.#told) this.#tick(frame);
  }

  /** Without making anything: this runs for every quantum. */
  #note(wallMs: number, frame: number): void {
    const laterMs = wallMs - this.#earliestMs - ((frame - this.#earliestFrame) * 1000) / this.sampleRate;
    if (laterMs >= 0 && laterMs < STOOD_STILL_MS) return;
    this.#earliestMs = wallMs;
    this.#earliestFrame = frame;
  }

  #takeEarliest(): Rendered | null {
    const wallMs = this.#earliestMs;
    this.#earliestMs = Infinity;
    return wallMs === Infinity ? null : { wallMs, frame: this.#earliestFrame };
  }

  #store(block: Block): void {
    this.#mixer.rings.get(block.lane)?.write(block.start, block.frames, block.data);
    this.#tellDecoder({ t: "free", buffer: block.data.buffer }, [block.data.buffer]);
  }

  #tellDecoder(message: WorkletToDecoder, transfer: ArrayBuffer[] = []): void {
    this.#decoder?.postMessage(message, transfer);
  }

  #tick(frame: number): void {
    this.#lastTick = frame;
    this.#setCalm(this.#isCalm);
    const mixer = this.#mixer;
    this.#told = mixer.sounding;
    for (const [lane, ring] of mixer.rings) this.#askFor(lane, mixer.readFrom(ring));
    this.tell({
      t: "tick",
      frame,
      sounding: mixer.sounding,
      errUs: mixer.errUs,
      trim: mixer.trim,
      key: mixer.key,
      position: mixer.position,
      dropouts: mixer.dropouts,
      jumps: mixer.jumps,
      tracks: mixer.tracks,
      lanes: mixer.fills(),
      rendered: this.#takeEarliest(),
    });
  }

  #setCalm(isCalm: boolean): void {
    this.#isCalm = isCalm;
    this.#nextTick = this.#lastTick + (isCalm ? CALM_TICK_S : TICK_S) * this.sampleRate;
  }

  #askFor(lane: number, readFrom: number): void {
    if (readFrom === Infinity) return;
    const upTo = Math.floor(readFrom) - HISTORY + RING_SAMPLES;
    if (upTo < (this.#needs.get(lane) ?? 0) + NEED_STEP) return;
    this.#needs.set(lane, upTo);
    this.#tellDecoder({ t: "need", lane, upTo });
  }
}
