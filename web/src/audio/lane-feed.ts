/** Decodes one rendition from one sample on, as far as it is asked to, and gives the samples away in blocks. */

import { type CopyPlane, DecoderLost, type PacketDecoder, type SampleSink } from "./decode";
import { runOf } from "./merged-packets";
import { firstPacketFor, PAGE_PACKETS, packetEnd, pageOf, sampleOf } from "./packets";
import type { RenditionInfo } from "./ports";
import type { PacketStore } from "./store";

/** The first blocks are short, so that a start need not wait; the others 0.5 s, so that messages are few. */
const SHORT_BLOCK = 2400;
const LONG_BLOCK = 24_000;
const SHORT_BLOCKS = 4;
const LOST_MS = 100;
const RETRY_MS = 5000;

export type EmitBlock = (start: number, frames: number, data: Float32Array<ArrayBuffer>) => void;

export interface FeedHooks {
  emit: EmitBlock;
  problem(error: unknown): void;
  decoder(sink: SampleSink): Promise<PacketDecoder>;
  /** A buffer for `samples` floats, a used one if there is one. */
  buffer(samples: number): Float32Array<ArrayBuffer>;
}

export class LaneFeed {
  /** Track sample the next block starts with. */
  #next: number;
  #limit: number;
  #closed = false;
  #wake: (() => void) | null = null;
  #blocks = 0;
  #block: Float32Array<ArrayBuffer> | null = null;
  #size = SHORT_BLOCK;
  #filled = 0;

  constructor(
    readonly rendition: RenditionInfo,
    sample: number,
    readonly store: PacketStore,
    readonly hooks: FeedHooks,
    firstLimit: number,
  ) {
    this.#next = sample;
    this.#limit = firstLimit;
  }

  /** Lets it decode up to track sample `limit`. */
  allow(limit: number): void {
    this.#limit = Math.max(this.#limit, limit);
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** Runs until the track's end or `close`, with one try after the other; what goes wrong is told. */
  async run(): Promise<void> {
    while (!this.#isClosed()) {
      try {
        await this.#runOnce();
        return;
      } catch (error) {
        if (this.#isClosed()) return;
        if (!(error instanceof DecoderLost)) this.hooks.problem(error);
        await new Promise((resolve) => setTimeout(resolve, error instanceof DecoderLost ? LOST_MS : RETRY_MS));
      }
    }
  }

  /** Goes on with the sample after the last one given. Throws what the store throws, and DecoderLost. */
  async #runOnce(): Promise<void> {
    this.#block = null;
    this.#filled = 0;
    const decoder = await this.hooks.decoder((sample, frames, copy) =>
      this.#take(sample - this.rendition.pre_skip, frames, copy),
    );
    try {
      await this.#feed(decoder);
      if (this.#closed) return;
      await decoder.flush();
      this.#give();
    } finally {
      decoder.close();
    }
  }

  async #feed(decoder: PacketDecoder): Promise<void> {
    const end = packetEnd(this.rendition);
    let packet = firstPacketFor(this.#next, this.rendition);
    while (packet < end && !this.#closed) {
      const page = pageOf(packet);
      const packets = await this.store.page(this.rendition, page);
      const upTo = Math.min(end, (page + 1) * PAGE_PACKETS);
      while (packet < upTo) {
        while (!this.#isClosed() && sampleOf(packet, this.rendition) >= this.#limit) {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
        const first = packet - page * PAGE_PACKETS;
        const run = packets.slice(first, first + runOf(packets, first, upTo - page * PAGE_PACKETS));
        if (this.#isClosed() || run.length === 0) return;
        await decoder.decode(packet, run);
        packet += run.length;
      }
    }
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #take(start: number, frames: number, copy: CopyPlane): void {
    if (this.#closed) return;
    const end = Math.min(start + frames, this.rendition.samples);
    // What a decoder leaves out stays out: silence in its place, or everything behind it would sound early.
    this.#fill(this.#next + this.#filled, Math.min(start, end), null);
    this.#fill(Math.max(start, this.#next + this.#filled), end, (plane, from, into) => copy(plane, from - start, into));
  }

  /** Puts track samples `[from, end)` behind what is filled. Without a copy they are silent. */
  #fill(begin: number, end: number, copy: CopyPlane | null): void {
    let from = begin;
    while (from < end) {
      this.#block ??= this.hooks.buffer(2 * this.#size);
      const count = Math.min(end - from, this.#size - this.#filled);
      for (const plane of [0, 1] as const) {
        const at = plane * this.#size + this.#filled;
        const into = this.#block.subarray(at, at + count);
        if (copy === null) into.fill(0);
        else copy(plane, from, into);
      }
      this.#filled += count;
      from += count;
      if (this.#filled === this.#size) this.#give();
    }
  }

  /** Gives the block away, a short one closed up to planar form. */
  #give(): void {
    const block = this.#block;
    if (block === null || this.#filled === 0 || this.#closed) return;
    block.copyWithin(this.#filled, this.#size, this.#size + this.#filled);
    this.hooks.emit(this.#next, this.#filled, block);
    this.#next += this.#filled;
    this.#block = null;
    this.#filled = 0;
    this.#blocks += 1;
    if (this.#blocks === SHORT_BLOCKS) this.#size = LONG_BLOCK;
  }
}
