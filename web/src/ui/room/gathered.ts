/** What comes in a burst is told once, when it has come; a burst that does not end is told in between. */
export class Gathered<Item> {
  #items: Item[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #tell: (items: readonly Item[]) => void;
  readonly #waitMs: number;

  constructor(tell: (items: readonly Item[]) => void, waitMs: number) {
    this.#tell = tell;
    this.#waitMs = waitMs;
  }

  add(...items: Item[]): void {
    if (items.length === 0) return;
    this.#items.push(...items);
    this.#timer ??= setTimeout(() => this.#flush(), this.#waitMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#items = [];
  }

  #flush(): void {
    const items = this.#items;
    this.stop();
    this.#tell(items);
  }
}
