/** The two ways samples leave the page: a worklet in secure contexts, scheduled chunks elsewhere. */

import type { FromWorklet, ToWorklet } from "./messages";
import workletUrl from "./player.worklet.ts?worker&url";
import type { EngineName } from "./ports";
import type { Tapped } from "./signal";
import { Stage } from "./stage";
import { QUANTUM } from "./voice";

export interface Output extends Tapped {
  readonly name: EngineName;
  /** How long before an instant a plan must be known to be heard there, ms. */
  readonly aheadMs: number;
  tell(message: ToWorklet, transfer?: Transferable[]): void;
  close(): void;
}

export type Hear = (message: FromWorklet) => void;

export class WorkletOutput implements Output {
  readonly name = "worklet";
  readonly aheadMs = 0;
  readonly #node: AudioWorkletNode;

  /** Once `load` is done. */
  constructor(context: AudioContext, sink: AudioNode, hear: Hear, onBroken: () => void) {
    this.#node = new AudioWorkletNode(context, "sonix", { numberOfInputs: 0, outputChannelCount: [2] });
    this.#node.port.onmessage = (event: MessageEvent<FromWorklet>) => hear(event.data);
    this.#node.onprocessorerror = onBroken;
    this.#node.connect(sink);
  }

  static load(context: AudioContext): Promise<void> {
    return context.audioWorklet.addModule(workletUrl);
  }

  tell(message: ToWorklet, transfer: Transferable[] = []): void {
    this.#node.port.postMessage(message, transfer);
  }

  tap(node: AudioNode): void {
    this.#node.connect(node);
  }

  untap(node: AudioNode): void {
    this.#node.disconnect(node);
  }

  close(): void {
    this.#node.disconnect();
  }
}

/** Frames of a chunk, as quanta: about 0.1 s at 48 kHz. */
const CHUNK = 38 * QUANTUM;
/** Rendered ahead of what the output takes: the page's own work must fit in between. */
const AHEAD_S = 0.3;
/** Chunks that hold nothing pump the loop when no chunk ends: at the start, after an interruption. */
const NUDGE_MS = 250;

/**
 * Plain http has no AudioWorklet: the same stage renders on the page, 0.3 s ahead, into buffers laid end to end on the context's own frames.
 * The end of each buffer makes the next one, so nothing depends on timers, which hidden tabs throttle.
 */
export class ChunkOutput implements Output {
  readonly name = "chunks";
  readonly aheadMs = AHEAD_S * 1000;
  readonly #stage: Stage;
  readonly #nudge: ReturnType<typeof setInterval>;
  readonly #taps = new Set<AudioNode>();
  #nextFrame = 0;
  #closed = false;

  constructor(
    readonly context: AudioContext,
    readonly sink: AudioNode,
    hear: Hear,
  ) {
    this.#stage = new Stage(context.sampleRate, hear);
    this.#nudge = setInterval(() => this.#pump(), NUDGE_MS);
    this.#pump();
  }

  tell(message: ToWorklet): void {
    this.#stage.take(message);
  }

  /** From the next chunk on. */
  tap(node: AudioNode): void {
    this.#taps.add(node);
  }

  untap(node: AudioNode): void {
    this.#taps.delete(node);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#nudge);
  }

  #pump(): void {
    if (this.#closed || this.context.state !== "running") return;
    const { currentTime, sampleRate } = this.context;
    const now = Math.ceil(currentTime * sampleRate);
    // Late beyond repair: what was missed is gone, go on from here.
    if (this.#nextFrame < now + 2 * QUANTUM) this.#nextFrame = now + CHUNK / 2;
    while (this.#nextFrame < now + AHEAD_S * sampleRate) this.#render();
  }

  #render(): void {
    const buffer = this.context.createBuffer(2, CHUNK, this.context.sampleRate);
    const left = buffer.getChannelData(0);
    const right = buffer.getChannelData(1);
    for (let at = 0; at < CHUNK; at += QUANTUM) {
      this.#stage.process(this.#nextFrame + at, left.subarray(at, at + QUANTUM), right.subarray(at, at + QUANTUM));
    }
    const source = new AudioBufferSourceNode(this.context, { buffer });
    for (const node of [this.sink, ...this.#taps]) source.connect(node);
    source.onended = () => this.#pump();
    source.start(this.#nextFrame / this.context.sampleRate);
    this.#nextFrame += CHUNK;
  }
}
