/**
 * The way from the graph to the ear: straight out, or through a stream into an `<audio>`. Some systems stop a page's own output in the
 * background and let an element play on; but a stream's delay cannot be known: in Chromium it wandered between 55 and 125 ms. So a
 * device that needs it takes it only while its page is hidden, and nobody looks at its sync light.
 */

import type { Route } from "./ports";
import { isIos, type RouteChoice } from "./ways";

/** Keeps the context's own output from being silent, and put on another clock, while the music leaves by the stream: −100 dB. */
const FAINT = 1e-5;

export class OutputRoute {
  /** Where the music goes in. */
  readonly sink: AudioNode;
  /** What an `<audio>` has to play; null where none is needed. */
  readonly stream: MediaStream | null;
  now: Route = "direct";
  readonly #choose: (() => void) | null;

  constructor(
    readonly context: AudioContext,
    choice: RouteChoice,
  ) {
    if (choice === "direct") {
      this.sink = context.destination;
      this.stream = null;
      this.#choose = null;
      return;
    }
    const [sink, faint] = [new GainNode(context), new GainNode(context, { gain: FAINT })];
    const element = new MediaStreamAudioDestinationNode(context);
    this.sink = sink;
    this.stream = element.stream;
    this.#choose = () => {
      this.now = choice === "element" || document.visibilityState === "hidden" ? "element" : "direct";
      sink.disconnect();
      faint.disconnect();
      sink.connect(this.now === "element" ? element : context.destination);
      // WebKit lets a graph play in the background only if nothing of it goes to the context's own destination.
      if (this.now === "element" && !isIos(navigator)) sink.connect(faint).connect(context.destination);
    };
    this.#choose();
    document.addEventListener("visibilitychange", this.#choose);
  }

  close(): void {
    if (this.#choose !== null) document.removeEventListener("visibilitychange", this.#choose);
  }
}
