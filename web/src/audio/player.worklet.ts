/** The AudioWorklet: a stage whose clock is the output itself. */

import type { ToWorklet } from "./messages";
import { Stage } from "./stage";
import { QUANTUM } from "./voice";

class SonixProcessor extends AudioWorkletProcessor {
  readonly #stage = new Stage(
    sampleRate,
    (message) => this.port.postMessage(message),
    () => Date.now(), // the one clock there is in here
  );

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<ToWorklet>) => this.#stage.take(event.data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const left = outputs[0]?.[0];
    const right = outputs[0]?.[1];
    if (left?.length === QUANTUM && right !== undefined) this.#stage.process(currentFrame, left, right);
    return true;
  }
}

registerProcessor("sonix", SonixProcessor);
