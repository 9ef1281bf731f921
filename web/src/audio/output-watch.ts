/** Notices that an output which should run has died: a worklet that threw, or whose thread is gone, ticks no more. */

/** The output ticks at least four times a second; so many looks in a row without one mean that it has died. */
const WATCH_MS = 1000;
const MISSED_LOOKS = 4;

export class OutputWatch {
  readonly #timer: ReturnType<typeof setInterval>;
  #seenTicks = 0;
  #missed = 0;

  /** @param ticks how many there have been; null while none are due. Counted in looks: after sleep a single one means nothing. */
  constructor(
    readonly ticks: () => number | null,
    readonly died: () => void,
  ) {
    this.#timer = setInterval(() => this.#look(), WATCH_MS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const ticks = this.ticks();
    this.#missed = ticks === this.#seenTicks ? this.#missed + 1 : 0;
    this.#seenTicks = ticks ?? this.#seenTicks;
    if (this.#missed === MISSED_LOOKS) this.died();
  }
}
