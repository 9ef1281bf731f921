/** How long it is from rendering to ear: the same in every context of an output, and after every underrun, to half a millisecond. */

import type { Edge } from "./render-edge";

const MEMORY_S = 30;
const KNOWN_S = 3;
/** What it is good for once it is learnt. */
const ERROR_MS = 0.7;
/** Before that: what the first reports say of it is better than nothing. */
const GUESSED_MS = 6;

export class EarDelay {
  #ms: number | null = null;
  #learntS = 0;

  /** Learnt from reports at rest. */
  get isLearnt(): boolean {
    return this.#learntS > 0;
  }

  forget(): void {
    this.#ms = null;
    this.#learntS = 0;
  }

  /** What the first reports say, once the rendering is known well enough to hold them to it. The first guess stands. */
  guess(ms: number): void {
    if (!this.isLearnt) this.#ms ??= ms;
  }

  learn(ms: number, elapsedS: number): void {
    this.#learntS = Math.min(MEMORY_S, this.#learntS + elapsedS);
    this.#ms ??= ms;
    if (this.isLearnt) this.#ms += (ms - this.#ms) * Math.min(1, elapsedS / this.#learntS);
  }

  /** Where a frame is heard that renders along `edge` and is reported at `toldMs`, and which share the report has in it. */
  weigh(edge: Edge, toldMs: number): { readonly offsetMs: number; readonly share: number } {
    const knownMs = edge.offsetMs + (this.#ms ?? toldMs - edge.offsetMs);
    const errorMs = edge.errorMs + (this.#learntS > KNOWN_S ? ERROR_MS : GUESSED_MS);
    const doubt = Math.abs(toldMs - knownMs) / errorMs;
    // Followed as far as tolerated; the further beyond, the less.
    const share = doubt <= 1 ? 1 : doubt ** -4;
    return { offsetMs: knownMs + share * (toldMs - knownMs), share };
  }
}
