/** The fallback decoder, loaded only where WebCodecs is missing (insecure contexts, Safari before 26) or does not work. */

import { OpusDecoder } from "opus-decoder";
import type { PacketDecoder, SampleSink } from "./decode";
import { PACKET_SAMPLES } from "./packets";

/** Packets decoded before other messages get their turn: decoding is synchronous here. */
const BREATHER = 25;

export class WasmDecoder implements PacketDecoder {
  #count = 0;

  private constructor(
    readonly decoder: OpusDecoder,
    readonly sink: SampleSink,
  ) {}

  static async make(sink: SampleSink): Promise<WasmDecoder> {
    const decoder = new OpusDecoder({ channels: 2, preSkip: 0 });
    await decoder.ready;
    return new WasmDecoder(decoder, sink);
  }

  async decode(packet: number, bytes: Uint8Array): Promise<void> {
    const { channelData, samplesDecoded } = this.decoder.decodeFrame(bytes);
    this.sink(packet * PACKET_SAMPLES, samplesDecoded, (plane, from, into) => {
      const samples = channelData[plane];
      if (samples !== undefined) into.set(samples.subarray(from, from + into.length));
    });
    this.#count += 1;
    if (this.#count % BREATHER === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.decoder.free();
  }
}
