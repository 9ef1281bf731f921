/** The decoder worker: fetches, decodes, and sends blocks straight to the worklet. The page only says what it wants. */

import { DecoderChoice } from "./decoder-choice";
import { LaneFeed } from "./lane-feed";
import type { Block, FromDecoder, PacketRange, ToDecoder, WorkletToDecoder } from "./messages";
import { packetOf, pageOf } from "./packets";
import type { DecoderName, MediaGrant, RenditionInfo } from "./ports";
import { MediaRefused, PacketStore } from "./store";

/** Decoded ahead of a lane's start before the worklet has asked for anything: 5 s. */
const FIRST_AHEAD = 240_000;
/** What a lane must have given before a start can sound: 0.1 s. */
const ARMED_FRAMES = 4800;
const SPARE_BUFFERS = 8;
const REFUSED_MS = 30_000;

class Decoder {
  readonly #store = new PacketStore((id, fresh) => this.#askGrant(id, fresh));
  readonly #lanes = new Map<number, LaneFeed>();
  readonly #waiting = new Map<string, { resolve: (grant: MediaGrant) => void; reject: (error: Error) => void }[]>();
  readonly #spare: ArrayBuffer[] = [];
  #decoders = this.#choiceOf(null);
  #worklet: MessagePort | null = null;
  #wants: readonly PacketRange[] = [];
  #renditions: readonly RenditionInfo[] = [];
  #prefetching = false;
  /** When the server last refused a rendition: the others must not wait for it. */
  readonly #refused = new Map<string, number>();
  #lastHeld = "";

  take(message: ToDecoder): void {
    switch (message.t) {
      case "port":
        this.#worklet = message.port;
        this.#decoders = this.#choiceOf(message.decoder);
        this.#decoders.warm().catch((error: unknown) => this.#fail(error));
        message.port.onmessage = (event: MessageEvent<WorkletToDecoder>) => this.#fromWorklet(event.data);
        return;
      case "open": {
        this.#open(message.lane, message.rendition, message.sample);
        return;
      }
      case "close":
        this.#lanes.get(message.lane)?.close();
        this.#lanes.delete(message.lane);
        return;
      case "keep":
        this.#wants = message.wants;
        this.#renditions = message.renditions;
        this.#tellHeld();
        void this.#prefetch();
        return;
      case "grant":
        this.#settle(message.grant.rendition_id, (waiter) => waiter.resolve(message.grant));
        return;
      case "noGrant":
        this.#settle(message.renditionId, (waiter) => waiter.reject(noAddress(message.isFinal)));
    }
  }

  #fromWorklet(message: WorkletToDecoder): void {
    if (message.t === "need") this.#lanes.get(message.lane)?.allow(message.upTo);
    else if (this.#spare.length < SPARE_BUFFERS) this.#spare.push(message.buffer);
  }

  #open(lane: number, rendition: RenditionInfo, sample: number): void {
    const began = performance.now();
    const fromStore = this.#store.holds(rendition.rendition_id, pageOf(packetOf(sample, rendition)));
    let given = 0;
    const feed = new LaneFeed(
      rendition,
      sample,
      this.#store,
      {
        emit: (start, frames, data) => {
          const block: Block = { t: "block", lane, start, frames, data };
          this.#worklet?.postMessage(block, [data.buffer]);
          const armed = given < ARMED_FRAMES && given + frames >= ARMED_FRAMES;
          given += frames;
          if (armed) this.#tell({ t: "armed", lane, ms: performance.now() - began, fromStore });
        },
        problem: (error) => this.#fail(error),
        decoder: (sink) => this.#decoders.make(sink),
        buffer: (samples) => this.#buffer(samples),
      },
      sample + FIRST_AHEAD,
    );
    this.#lanes.set(lane, feed);
    void feed.run().then(() => this.#tellHeld());
  }

  #choiceOf(chosen: DecoderName | null): DecoderChoice {
    return new DecoderChoice(chosen, (name) => this.#tell({ t: "decoder", name }));
  }

  #buffer(samples: number): Float32Array<ArrayBuffer> {
    const found = this.#spare.findIndex((buffer) => buffer.byteLength === samples * 4);
    const [buffer] = found === -1 ? [] : this.#spare.splice(found, 1);
    return buffer === undefined ? new Float32Array(samples) : new Float32Array(buffer);
  }

  #askGrant(renditionId: string, fresh: boolean): Promise<MediaGrant> {
    return new Promise((resolve, reject) => {
      const waiters = this.#waiting.get(renditionId) ?? [];
      this.#waiting.set(renditionId, [...waiters, { resolve, reject }]);
      if (waiters.length === 0 || fresh) this.#tell({ t: "grant?", renditionId, fresh });
    });
  }

  #settle(
    renditionId: string,
    act: (waiter: { resolve: (g: MediaGrant) => void; reject: (e: Error) => void }) => void,
  ): void {
    const waiters = this.#waiting.get(renditionId) ?? [];
    this.#waiting.delete(renditionId);
    waiters.forEach(act);
  }

  /** Fetches what is wanted and not held, in the order of the wishes, one request at a time. */
  async #prefetch(): Promise<void> {
    if (this.#prefetching) return;
    this.#prefetching = true;
    for (let gap = this.#firstGap(); gap !== null; gap = this.#firstGap()) {
      try {
        await this.#store.fetchRun(gap.rendition, gap.page, gap.pages);
        this.#tellHeld();
      } catch (error) {
        this.#refused.set(gap.rendition.rendition_id, performance.now());
        setTimeout(() => void this.#prefetch(), REFUSED_MS + 1);
        this.#fail(error);
      }
    }
    this.#prefetching = false;
  }

  #firstGap(): { rendition: RenditionInfo; page: number; pages: number } | null {
    for (const want of this.#wants) {
      const rendition = this.#renditions.find((each) => each.rendition_id === want.renditionId);
      const refusedMs = this.#refused.get(want.renditionId) ?? -Infinity;
      if (rendition === undefined || performance.now() < refusedMs + REFUSED_MS) continue;
      const last = pageOf(Math.min(want.to, rendition.packets) - 1);
      let run = 0;
      for (let page = pageOf(want.from); page <= last; page += 1) {
        if (this.#store.holds(want.renditionId, page)) continue;
        // The first page alone, for a quick start; then longer runs.
        while (page + run <= last && run < Math.max(1, page - pageOf(want.from))) run += 1;
        return { rendition, page, pages: Math.max(1, run) };
      }
    }
    return null;
  }

  #tellHeld(): void {
    const ranges = this.#store.held(this.#renditions);
    const text = JSON.stringify(ranges);
    if (text === this.#lastHeld) return;
    this.#lastHeld = text;
    this.#tell({ t: "held", ranges });
  }

  #fail(error: unknown): void {
    this.#tell({
      t: "problem",
      code: "media",
      message: error instanceof Error ? error.message : "The track did not load.",
    });
  }

  #tell(message: FromDecoder): void {
    self.postMessage(message);
  }
}

function noAddress(isFinal: boolean): Error {
  return isFinal ? new MediaRefused("This track is not available here.") : new Error("No address for this track yet.");
}

const decoder = new Decoder();
self.onmessage = (event: MessageEvent<ToDecoder>) => decoder.take(event.data);
