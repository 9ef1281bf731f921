import { explain } from "../home/problems";

/** A short list that comes whole: nothing yet, an error to try again, or its items. */
export class Loaded<Item> {
  items = $state.raw<readonly Item[] | null>(null);
  problem = $state<string | null>(null);
  readonly #fetch: () => Promise<readonly Item[]>;

  constructor(fetch: () => Promise<readonly Item[]>) {
    this.#fetch = fetch;
  }

  /** Asks, and keeps what is shown until the answer is there. */
  load = async (): Promise<void> => {
    this.problem = null;
    try {
      this.items = await this.#fetch();
    } catch (error) {
      this.problem = explain(error);
    }
  };
}
