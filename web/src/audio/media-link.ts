/** The page's end of the decoder worker: lanes, wishes, addresses. */

import type { EngineDeps } from "./engine";
import type { Lane } from "./lanes";
import type { FromDecoder, PacketRange, ToDecoder } from "./messages";
import type { DecoderName, RenditionInfo } from "./ports";

/** Arming times remembered; the slowest counts. */
const ARMS = 5;
/** Until the first start has been measured. */
const ARM_GUESS_MS = 60;

export class MediaLink {
  readonly #worker = new Worker(new URL("./decoder.worker.ts", import.meta.url), { type: "module", name: "decoder" });
  readonly #arms: number[] = [];
  #lastKeep = "";
  held: readonly PacketRange[] = [];
  /** Which decoder works here; null until it has been tried. */
  decoder: DecoderName | null = null;

  constructor(
    readonly deps: EngineDeps,
    samplesTo: MessagePort,
    decoder: DecoderName | null = null,
  ) {
    this.#worker.onmessage = (event: MessageEvent<FromDecoder>) => this.#take(event.data);
    this.#worker.onerror = () => this.deps.onProblem({ code: "decoder", message: "The music decoder did not start." });
    this.#tell({ t: "port", port: samplesTo, decoder }, [samplesTo]);
  }

  get armMs(): number {
    return this.#arms.length === 0 ? ARM_GUESS_MS : Math.max(...this.#arms);
  }

  open(lane: Lane): void {
    this.#tell({ t: "open", lane: lane.id, rendition: lane.rendition, sample: lane.lo });
  }

  close(lane: number): void {
    this.#tell({ t: "close", lane });
  }

  /** Says what should be held, most urgent first. */
  keep(renditions: readonly RenditionInfo[], wants: readonly PacketRange[]): void {
    const text = JSON.stringify([wants, renditions.map((each) => each.rendition_id)]);
    if (text === this.#lastKeep) return;
    this.#lastKeep = text;
    this.#tell({ t: "keep", renditions, wants });
  }

  end(): void {
    this.#worker.terminate();
  }

  #tell(message: ToDecoder, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #take(message: FromDecoder): void {
    switch (message.t) {
      case "grant?":
        void this.#grant(message.renditionId, message.fresh);
        return;
      case "held":
        this.held = message.ranges;
        this.deps.onReport();
        return;
      case "decoder":
        this.decoder = message.name;
        this.deps.onReport();
        return;
      case "armed":
        if (!message.fromStore) return;
        this.#arms.push(message.ms);
        if (this.#arms.length > ARMS) this.#arms.shift();
        return;
      case "problem":
        this.deps.onProblem({ code: message.code, message: message.message });
    }
  }

  async #grant(renditionId: string, fresh: boolean): Promise<void> {
    try {
      this.#tell({ t: "grant", grant: await this.deps.grant(renditionId, fresh) });
    } catch (error) {
      const isFinal = error instanceof Error && "retryable" in error && error.retryable === false;
      this.#tell({ t: "noGrant", renditionId, isFinal });
    }
  }
}
