/** Opus packets to samples: by WebCodecs here, by WASM in `decode-wasm`. Neither trims anything: that is done by sample position. */

import { mergePackets } from "./merged-packets";

const PACKET_US = 20_000;
const SAMPLES_PER_US = 0.048;

/** Copies frames `[from, from + into.length)` of one plane. */
export type CopyPlane = (plane: 0 | 1, from: number, into: Float32Array) => void;

/** Takes `frames` decoded samples that begin at `sample` of the undiscarded stream; `copy` is valid during the call only. */
export type SampleSink = (sample: number, frames: number, copy: CopyPlane) => void;

/** The decoder is gone; another one can go on. */
export class DecoderLost extends Error {}

export interface PacketDecoder {
  /** Feeds a run of packets, which can be joined, from number `packet` on, once there is room. Throws DecoderLost. */
  decode(packet: number, run: readonly Uint8Array[]): Promise<void>;
  /** Resolves when everything fed has come out. */
  flush(): Promise<void>;
  close(): void;
}

const CONFIG: AudioDecoderConfig = { codec: "opus", sampleRate: 48_000, numberOfChannels: 2 };
/** Chunks waiting in the decoder: about a second. */
const QUEUE = 8;

/** Throws where the browser has no such decoder. */
export class WebCodecsDecoder implements PacketDecoder {
  readonly #decoder: AudioDecoder;
  #wake: (() => void) | null = null;

  /** @param failed why it closed itself: bad data, a decoder that does not work, or one taken back from a hidden page. */
  constructor(sink: SampleSink, failed: (error: DOMException) => void) {
    this.#decoder = new AudioDecoder({
      output: (data) => {
        const copy: CopyPlane = (planeIndex, frameOffset, into) =>
          data.copyTo(into, { planeIndex, frameOffset, frameCount: into.length, format: "f32-planar" });
        sink(Math.round(data.timestamp * SAMPLES_PER_US), data.numberOfFrames, copy);
        data.close();
      },
      // The decoder is closed now; `decode` says so.
      error: (error) => {
        failed(error);
        this.#wake?.();
      },
    });
    this.#decoder.configure(CONFIG);
    this.#decoder.ondequeue = () => this.#wake?.();
  }

  async decode(packet: number, run: readonly Uint8Array[]): Promise<void> {
    while (this.#decoder.state === "configured" && this.#decoder.decodeQueueSize >= QUEUE) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#decoder.state !== "configured") throw new DecoderLost("The browser closed the music decoder.");
    const [timestamp, duration] = [packet * PACKET_US, run.length * PACKET_US];
    this.#decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, duration, data: mergePackets(run) }));
  }

  async flush(): Promise<void> {
    await this.#decoder.flush().catch(() => {
      throw new DecoderLost("The browser closed the music decoder.");
    });
  }

  close(): void {
    if (this.#decoder.state !== "closed") this.#decoder.close();
    this.#wake?.();
  }
}
