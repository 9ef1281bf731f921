import type { DirectoryRoom, ListingsApi } from "../../net/listings_api";
import { PagedList } from "../../state/library/paged.svelte";

const TYPING_MS = 200;

/** The directory as somebody looks through it. */
export class Directory {
  q = $state("");
  tag = $state<string | null>(null);
  /** The commonest tags of all public rooms. */
  tags = $state.raw<readonly { tag: string }[]>([]);
  readonly list: PagedList<DirectoryRoom>;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(api: ListingsApi) {
    this.list = new PagedList<DirectoryRoom>(async (after, signal) => {
      const query = { ...(this.q !== "" && { q: this.q }), ...(this.tag !== null && { tag: this.tag }) };
      const page = await api.directory({ ...query, ...(after !== null && { after }) }, signal);
      if (after === null) this.tags = page.tags;
      return { items: page.rooms, next: page.next, total: null };
    });
  }

  /** Something particular is looked for. */
  get asks(): boolean {
    return this.q !== "" || this.tag !== null;
  }

  load = (): Promise<void> => this.list.load({ keep: true });

  search(text: string): void {
    this.q = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.load(), TYPING_MS);
  }

  pick(tag: string | null): void {
    this.tag = tag;
    void this.load();
  }

  stop(): void {
    clearTimeout(this.#typing);
    this.list.abort();
  }
}
