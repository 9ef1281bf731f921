/** Which decoder serves the worker: the browser's own if it really decodes, else the page's. */

import { DecoderLost, type PacketDecoder, type SampleSink, WebCodecsDecoder } from "./decode";
import { MOST_FRAMES } from "./merged-packets";
import { PACKET_SAMPLES } from "./packets";
import type { DecoderName } from "./ports";

/** Opus packets of 20 ms of stereo silence (CELT, full band), as many as are joined into one at most. */
const SILENCE = Array.from({ length: MOST_FRAMES }, () => new Uint8Array([0xfc, 0xff, 0xfe]));
const SILENT_FRAMES = MOST_FRAMES * PACKET_SAMPLES;
/** A decoder that has not answered the probe by then never will. */
const PROBE_MS = 2000;
/** Errors with nothing decoded in between, until it is given up. */
const MOST_FAILURES = 2;

/** What is tried; tests give their own. */
export interface DecoderKinds {
  webcodecs(sink: SampleSink, failed: (error: DOMException) => void): PacketDecoder;
  wasm(sink: SampleSink): Promise<PacketDecoder>;
}

export class DecoderChoice {
  #choice: Promise<DecoderName> | null = null;
  #failures = 0;

  /** @param chosen what a person or a test has forced; @param told hears which one it is, and of a change. */
  constructor(
    readonly chosen: DecoderName | null,
    readonly told: (name: DecoderName) => void,
    readonly kinds: DecoderKinds = KINDS,
  ) {}

  /** Finds out, and loads what will be needed. */
  async warm(): Promise<void> {
    const decoder = await this.make(() => undefined);
    decoder.close();
  }

  /** Throws when neither decoder starts. */
  async make(sink: SampleSink): Promise<PacketDecoder> {
    this.#choice ??= this.#choose();
    if ((await this.#choice) === "wasm") return this.kinds.wasm(sink);
    const count: SampleSink = (sample, frames, copy) => {
      this.#failures = 0;
      sink(sample, frames, copy);
    };
    return this.kinds.webcodecs(count, (error) => this.#failed(error));
  }

  async #choose(): Promise<DecoderName> {
    const name = this.chosen ?? ((await works(this.kinds)) ? "webcodecs" : "wasm");
    this.told(name);
    return name;
  }

  /** A decoder that the browser took back from a hidden page is as good as before. */
  #failed(error: DOMException): void {
    if (error.name === "QuotaExceededError" || this.chosen !== null) return;
    this.#failures += 1;
    if (this.#failures < MOST_FAILURES) return;
    this.#choice = Promise.resolve("wasm");
    this.told("wasm");
  }
}

/** Whether the browser's decoder decodes: a little silence shows more than any promise. */
async function works(kinds: DecoderKinds): Promise<boolean> {
  let frames = 0;
  let decoder: PacketDecoder | null = null;
  try {
    const made = kinds.webcodecs(
      (_sample, count) => (frames += count),
      () => undefined,
    );
    decoder = made;
    await Promise.race([made.decode(0, SILENCE).then(() => made.flush()), tooLate()]);
    return frames === SILENT_FRAMES;
  } catch {
    return false;
  } finally {
    decoder?.close();
  }
}

function tooLate(): Promise<never> {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new DecoderLost("No answer.")), PROBE_MS));
}

const KINDS: DecoderKinds = {
  webcodecs: (sink, failed) => new WebCodecsDecoder(sink, failed),
  async wasm(sink) {
    const { WasmDecoder } = await import("./decode-wasm");
    return WasmDecoder.make(sink);
  },
};
