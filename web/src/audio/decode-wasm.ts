/** The fallback decoder, loaded only where WebCodecs is missing (insecure contexts, Safari before 26) or does not work. */

import { OpusDecoder } from "opus-decoder";
import type { PacketDecoder, SampleSink } from "./decode";
import { mergePackets } from "./merged-packets";
import { PACKET_SAMPLES } from "./packets";

/** Runs decoded before other messages get their turn, half a second of music: decoding is synchronous here. */
const BREATHER = 4;

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

  async decode(packet: number, run: readonly Uint8Array[]): Promise<void> {
    const { channelData, samplesDecoded } = this.decoder.decodeFrame(mergePackets(run));
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
