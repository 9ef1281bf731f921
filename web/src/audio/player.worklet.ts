/** The AudioWorklet: hands messages to the mixer, and the mixer's findings to the page ten times a second. */

import type { Block, FromWorklet, ToWorklet, WorkletToDecoder } from "./messages";
import { Mixer } from "./mixer";
import { RING_SAMPLES } from "./ring";
import { QUANTUM } from "./voice";

const TICK_S = 0.1;
/** Samples kept behind the playhead, for small jumps back. */
const HISTORY = 48_000;
/** The decoder is asked for more in steps of this many samples. */
const NEED_STEP = 24_000;

class SonixProcessor extends AudioWorkletProcessor {
  readonly #mixer = new Mixer(sampleRate);
  readonly #needs = new Map<number, number>();
  #decoder: MessagePort | null = null;
  #nextTick = 0;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<ToWorklet>) => this.#take(event.data);
  }

  #take(message: ToWorklet): void {
    switch (message.t) {
      case "plan":
        return this.#mixer.setPlan(message.parts);
      case "map":
        return this.#mixer.setMap(message.map);
      case "gain":
        return this.#mixer.setGain(message.gain);
      case "open":
        this.#needs.delete(message.lane);
        return this.#mixer.open(message.lane, message.sample);
      case "close":
        this.#needs.delete(message.lane);
        return this.#mixer.close(message.lane);
      case "port":
        this.#decoder = message.port;
        message.port.onmessage = (event: MessageEvent<Block>) => this.#store(event.data);
    }
  }

  #store(block: Block): void {
    this.#mixer.rings.get(block.lane)?.write(block.start, block.frames, block.data);
    this.#tellDecoder({ t: "free", buffer: block.data.buffer }, [block.data.buffer]);
  }

  #tellDecoder(message: WorkletToDecoder, transfer: Transferable[] = []): void {
    this.#decoder?.postMessage(message, transfer);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const left = outputs[0]?.[0];
    const right = outputs[0]?.[1];
    if (left?.length !== QUANTUM || right === undefined) return true;
    this.#mixer.process(currentFrame, left, right);
    if (currentFrame >= this.#nextTick) this.#tick();
    return true;
  }

  #tick(): void {
    this.#nextTick = currentFrame + TICK_S * sampleRate;
    for (const [lane, ring] of this.#mixer.rings) this.#askFor(lane, this.#mixer.readFrom(ring));
    const mixer = this.#mixer;
    const tick: FromWorklet = {
      t: "tick",
      frame: currentFrame,
      sounding: mixer.sounding,
      errUs: mixer.errUs,
      trim: mixer.trim,
      key: mixer.key,
      position: mixer.position,
      dropouts: mixer.dropouts,
      jumps: mixer.jumps,
      lanes: mixer.fills(),
    };
    this.port.postMessage(tick);
  }

  #askFor(lane: number, readFrom: number): void {
    if (readFrom === Infinity) return;
    const upTo = Math.floor(readFrom) - HISTORY + RING_SAMPLES;
    if (upTo < (this.#needs.get(lane) ?? 0) + NEED_STEP) return;
    this.#needs.set(lane, upTo);
    this.#tellDecoder({ t: "need", lane, upTo });
  }
}

registerProcessor("sonix", SonixProcessor);
