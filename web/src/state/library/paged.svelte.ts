/** A list that comes by pages, where only the answer to the newest question counts. */

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly total: number | null;
}

export type FetchPage<Item> = (cursor: string | null, signal: AbortSignal) => Promise<Page<Item>>;

/** `loading`: nothing to show yet. `more`: showing, and the next page is on its way. */
export type ListState = "idle" | "loading" | "more" | "ready" | "failed";

export class PagedList<Item> {
  items = $state.raw<readonly Item[]>([]);
  total = $state<number | null>(null);
  state = $state<ListState>("idle");
  /** Why `state` is "failed". */
  failure = $state.raw<unknown>(null);

  readonly #fetch: FetchPage<Item>;
  #next: string | null = null;
  #asking = new AbortController();

  constructor(fetch: FetchPage<Item>) {
    this.#fetch = fetch;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  get isEmpty(): boolean {
    return this.state === "ready" && this.items.length === 0;
  }

  /** Asks for the first page. `keep`: what is shown stays until the answer is there. */
  async load(how: { keep: boolean }): Promise<void> {
    if (!how.keep || this.state === "failed") {
      this.items = [];
      this.total = null;
      this.state = "loading";
    }
    this.#next = null;
    await this.#ask(null, []);
  }

  /** Asks for the next page, unless it is on its way or there is none. */
  async more(): Promise<void> {
    if (this.#next === null || this.state !== "ready") return;
    this.state = "more";
    await this.#ask(this.#next, this.items);
  }

  /** After a failure: the page that did not come, or everything. */
  async retry(): Promise<void> {
    if (this.#next === null) return this.load({ keep: false });
    this.state = "ready";
    return this.more();
  }

  abort(): void {
    this.#asking.abort();
    if (this.state === "more") this.state = "ready";
  }

  async #ask(cursor: string | null, before: readonly Item[]): Promise<void> {
    this.#asking.abort();
    const asking = (this.#asking = new AbortController());
    try {
      const page = await this.#fetch(cursor, asking.signal);
      if (asking.signal.aborted) return;
      this.items = [...before, ...page.items];
      this.#next = page.next;
      this.total = page.total;
      this.state = "ready";
    } catch (error) {
      if (asking.signal.aborted) return;
      this.failure = error;
      this.state = "failed";
    }
  }
}
