/** How long it is from rendering to ear: the same in every context of an output, and after every underrun, to half a millisecond. */

const MEMORY_S = 30;
const KNOWN_S = 3;
/** Reports that contradict it by more than it is good for are followed less. */
const ERROR_MS = 0.7;
/** Before it is known, what the very first reports say of it is better than nothing. */
const FIRST_ERROR_MS = 4;

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

  /** What the `count`th of the first reports say. */
  guess(ms: number, count: number): void {
    if (this.isLearnt) return;
    this.#ms ??= ms;
    if (Math.abs(ms - this.#ms) < FIRST_ERROR_MS) this.#ms += (ms - this.#ms) / count;
  }

  learn(ms: number, elapsedS: number): void {
    this.#learntS = Math.min(MEMORY_S, this.#learntS + elapsedS);
    this.#ms ??= ms;
    if (this.isLearnt) this.#ms += (ms - this.#ms) * Math.min(1, elapsedS / this.#learntS);
  }

  /**
   * Where a frame is heard that renders at `renderMs` and is reported at `toldMs`, and which share the report has in it.
   * `isSharp`: the rendering has been looked at for long enough to know its place well.
   */
  weigh(renderMs: number, toldMs: number, isSharp: boolean): { readonly offsetMs: number; readonly share: number } {
    const knownMs = renderMs + (this.#ms ?? toldMs - renderMs);
    const doubt = Math.abs(toldMs - knownMs) / (isSharp && this.#learntS > KNOWN_S ? ERROR_MS : FIRST_ERROR_MS);
    // Followed as far as tolerated; the further beyond, the less.
    const share = doubt <= 1 ? 1 : doubt ** -4;
    return { offsetMs: knownMs + share * (toldMs - knownMs), share };
  }
}
