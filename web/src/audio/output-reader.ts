/** Reads from a running context when its frames are heard, as often as the map wants to know. */

import { type FrameFit, FrameMap } from "./frame-map";
import { keepsItsLatency, LatencyMoment } from "./latency-moment";
import type { Rendered } from "./messages";
import { OutputClock } from "./output-clock";
import type { OutputStamps } from "./ports";
import { WallClock } from "./wall-clock";

const LOOK_MS = 18;
/** Where only looks at a fresh buffer count, and the first ones are awaited: several looks per buffer. */
const CLOSE_LOOK_MS = 4;

export class OutputReader {
  readonly #frames: FrameMap;
  readonly #clock = new OutputClock();
  readonly #wall = new WallClock();
  /** Null where the latency may be asked for at any time. */
  readonly #moment: LatencyMoment | null;
  /** The output tells when it renders: no need to look. */
  #isTold = false;
  #looking: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  /** `onReady`: the first map since a beginning is there, for frames from this one on. */
  constructor(
    readonly context: AudioContext,
    readonly onReady: (frame: number) => void,
  ) {
    this.#frames = new FrameMap(context.sampleRate);
    this.#moment = keepsItsLatency(context) ? new LatencyMoment() : null;
  }

  /** As the output reports it, s; 0: not known yet. Asking it too early would spoil the answer. */
  get latencyS(): number {
    return this.#moment?.latencyS ?? (this.context.outputLatency || this.context.baseLatency || 0);
  }

  get stamps(): OutputStamps {
    return this.#clock.stamps;
  }

  get settled(): boolean {
    return this.#frames.settled;
  }

  /** While the output is new or odd, its map changes with every reading. */
  get isCurious(): boolean {
    return this.#frames.isCurious;
  }

  /** The output resumed: its reports begin anew. */
  restart(): void {
    this.#clock.restart();
    this.#moment?.restart();
    this.#frames.restart();
  }

  /** It may be another output by now. */
  forget(): void {
    this.#clock.restart();
    this.#frames.forget();
  }

  fitAt(frame: number): FrameFit | null {
    return this.#frames.at(frame);
  }

  takeAnew(): boolean {
    return this.#frames.takeAnew();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    if (this.#looking !== null) clearTimeout(this.#looking);
  }

  /** The output says when it rendered a frame. */
  rendered({ wallMs, frame }: Rendered): void {
    const perfMs = this.#wall.toPerfMs(wallMs, Date.now(), performance.now());
    this.#isTold = perfMs !== null;
    if (perfMs !== null) this.#frames.look(perfMs, frame, true);
  }

  /** One pair of (time, frame): the browser's own, or, where that is missing or absurd, the latency it reports. */
  read(): void {
    const { context } = this;
    const nowMs = performance.now();
    const { currentTime } = context;
    if (!this.#isTold) this.#frames.look(nowMs, currentTime * context.sampleRate);
    if (this.#moment?.look(nowMs, currentTime) === false) {
      if (this.#needsLooks) this.#lookOften();
      return;
    }
    const outputLatency = context.outputLatency || 0;
    this.#moment?.answered(outputLatency);
    const pair = this.#clock.read({
      nowMs,
      currentTime,
      outputLatency,
      phaseMs: this.#moment?.phaseMs ?? 0,
      stamp: "getOutputTimestamp" in context ? context.getOutputTimestamp() : null,
    });
    if (this.#needsLooks) this.#lookOften();
    if (pair === null) return;
    if (pair.anew) this.#frames.forget();
    this.#frames.add(pair.perfMs, pair.contextS * context.sampleRate);
  }

  get #needsLooks(): boolean {
    return !this.#frames.isReady || (this.#frames.isCurious && !this.#isTold);
  }

  /** How an odd output renders is seen by looking often. The sooner the first map, the sooner the first sound. */
  #lookOften(): void {
    if (this.#looking !== null) return;
    this.#looking = setTimeout(
      () => {
        this.#looking = null;
        if (this.#closed || this.context.state !== "running" || !this.#needsLooks) return;
        const frame = this.context.currentTime * this.context.sampleRate;
        if (this.#frames.isReady) this.#frames.look(performance.now(), frame);
        else this.#begin();
        this.#lookOften();
      },
      this.#moment === null || this.#frames.isReady ? LOOK_MS : CLOSE_LOOK_MS,
    );
  }

  #begin(): void {
    this.read();
    if (this.#frames.isReady) this.onReady(Math.round(this.context.currentTime * this.context.sampleRate));
  }
}
