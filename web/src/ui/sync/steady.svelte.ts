/** A value that has to stand for a while before it is taken over: figures move several times a second, words should not. */
export class Steady<Value> {
  #value = $state.raw() as Value;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #holdMs: number;
  readonly #same: (a: Value, b: Value) => boolean;

  constructor(first: Value, holdMs: number, same: (a: Value, b: Value) => boolean = Object.is) {
    this.#value = first;
    this.#holdMs = holdMs;
    this.#same = same;
  }

  get value(): Value {
    return this.#value;
  }

  #next: Value | undefined;

  offer(value: Value): void {
    if (this.#same(value, this.#value)) {
      this.stop();
      this.#value = value;
      return;
    }
    const isNew = this.#timer === undefined || this.#next === undefined || !this.#same(value, this.#next);
    this.#next = value;
    if (!isNew) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#take(), this.#holdMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = undefined;
  }

  #take(): void {
    if (this.#next !== undefined) this.#value = this.#next;
    this.stop();
  }
}
