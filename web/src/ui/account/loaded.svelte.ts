/** A short list that comes whole: nothing yet, an error to try again, or its items. */
export class Loaded<Item> {
  items = $state.raw<readonly Item[] | null>(null);
  /** Why there is no list; null while there is none to tell. */
  failure = $state.raw<unknown>(null);
  readonly #fetch: () => Promise<readonly Item[]>;

  constructor(fetch: () => Promise<readonly Item[]>) {
    this.#fetch = fetch;
  }

  /** Asks, and keeps what is shown until the answer is there. */
  load = async (): Promise<void> => {
    this.failure = null;
    try {
      this.items = await this.#fetch();
    } catch (error) {
      this.failure = error;
    }
  };
}
