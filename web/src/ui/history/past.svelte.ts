import type { Evening, PastApi, Top } from "../../net/past_api";
import { PagedList } from "../../state/library/paged.svelte";

export type View = "played" | "evenings" | "top";

/** A room's past, as somebody looks through it. */
export class Past {
  view = $state<View>("played");
  /** The evening whose figures are shown; null: of all of them. */
  evening = $state.raw<Evening | null>(null);
  top = $state.raw<Top | null>(null);
  failure = $state.raw<unknown>(null);
  readonly evenings: PagedList<Evening>;
  readonly #api: PastApi;
  readonly #code: () => string;
  #asked = 0;

  constructor(api: PastApi, code: () => string) {
    this.#api = api;
    this.#code = code;
    this.evenings = new PagedList<Evening>(async (before) => {
      const page = await api.evenings(code(), before ?? undefined);
      return { items: page.evenings, next: page.next === null ? null : String(page.next), total: null };
    });
  }

  async show(view: View, evening: Evening | null = null): Promise<void> {
    this.view = view;
    if (view === "evenings") await this.evenings.load({ keep: true });
    if (view === "top") await this.#count(evening);
  }

  /** Only the answer to the newest question counts. */
  async #count(evening: Evening | null): Promise<void> {
    const asked = ++this.#asked;
    if (this.evening !== evening) this.top = null;
    this.evening = evening;
    this.failure = null;
    try {
      const top = await this.#api.top(this.#code(), evening);
      if (asked === this.#asked) this.top = top;
    } catch (error) {
      if (asked === this.#asked) this.failure = error;
    }
  }
}
