/** One opened way to the ear: the context, the engine behind it and the device it ends in. */

import { Engine, type EngineDeps } from "./engine";
import { OutputDevice } from "./output-device";
import { OutputRoute } from "./route";
import type { Ways } from "./ways";

/**
 * Larger output buffers: a busy machine must not be heard, and each buffer wakes several threads. "playback" would leave it to the browser,
 * which gives 21 ms on some systems. Latency is known and made up for, but every press waits for it: about three buffers.
 */
const BUFFER_S = 0.03;

export class Sound {
  readonly context: AudioContext;
  readonly device: OutputDevice;
  readonly route: OutputRoute;
  /** Rejects when no way out works. */
  readonly engine: Promise<Engine>;
  #isClosed = false;

  /**
   * Synchronous, so that a gesture can resume what it made.
   * @param isQuiet made ahead of the tap: the device is not opened yet.
   */
  constructor(deps: EngineDeps, ways: Ways, isQuiet: boolean, onDevice: () => void) {
    announcePlayback();
    this.context = new AudioContext({ latencyHint: BUFFER_S });
    void (isQuiet ? this.context.suspend() : this.context.resume()).catch(() => undefined);
    this.device = new OutputDevice(this.context, onDevice);
    this.route = new OutputRoute(this.context, ways.route);
    this.engine = Engine.start(this.#whileOpen(deps), this.context, this.route.sink, ways);
    this.engine.catch(() => this.close());
  }

  /** A gesture may succeed where an earlier one still waits. */
  resume(): void {
    void this.context.resume().catch(() => undefined);
  }

  /** Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.device.close();
    this.route.close();
    this.engine.then(
      (engine) => engine.close(),
      () => undefined,
    );
    // The engine may take seconds to start.
    this.context.close().catch(() => undefined);
  }

  /** What was given up says nothing of what took its place. */
  #whileOpen(deps: EngineDeps): EngineDeps {
    return {
      ...deps,
      onProblem: (problem) => {
        if (!this.#isClosed) deps.onProblem(problem);
      },
      onReport: () => {
        if (!this.#isClosed) deps.onReport();
      },
    };
  }
}

/** iOS: sound that goes on with the ring switch off, and in the background where the system allows it. */
function announcePlayback(): void {
  const session = (navigator as { audioSession?: { type: string } }).audioSession;
  if (session !== undefined) session.type = "playback";
}
