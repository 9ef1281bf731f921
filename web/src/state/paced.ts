/** Something that is asked for at every step of a slider but costs a message or a write: done at once, then every so often, and once at the end. */
export class Paced {
  readonly #run: () => void;
  readonly #everyMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ranAtMs = -Infinity;

  constructor(run: () => void, everyMs: number) {
    this.#run = run;
    this.#everyMs = everyMs;
  }

  ask(): void {
    if (this.#timer !== undefined) return;
    const waitMs = this.#ranAtMs + this.#everyMs - performance.now();
    if (waitMs <= 0) this.#now();
    else this.#timer = setTimeout(() => this.#now(), waitMs);
  }

  /** Does what still waits, now. */
  flush(): void {
    if (this.#timer !== undefined) this.#now();
  }

  #now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#ranAtMs = performance.now();
    this.#run();
  }
}
