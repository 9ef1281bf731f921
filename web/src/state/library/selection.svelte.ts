import { SvelteSet } from "svelte/reactivity";

/** Tracks picked out of a list; a range goes from the one picked last, as in any file manager. */
export class Selection {
  readonly ids = new SvelteSet<string>();
  #anchor: string | null = null;

  get active(): boolean {
    return this.ids.size > 0;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.#anchor = id;
  }

  /** Everything between the one picked last and `id`, in the order of `list`. */
  extend(id: string, list: readonly string[]): void {
    const from = this.#anchor === null ? -1 : list.indexOf(this.#anchor);
    const to = list.indexOf(id);
    if (from === -1 || to === -1) {
      this.toggle(id);
      return;
    }
    for (const one of list.slice(Math.min(from, to), Math.max(from, to) + 1)) this.ids.add(one);
  }

  all(list: readonly string[]): void {
    for (const id of list) this.ids.add(id);
  }

  remove(id: string): void {
    this.ids.delete(id);
  }

  clear(): void {
    this.ids.clear();
    this.#anchor = null;
  }

  /** The picked ones in the order of `list`, as they go into a queue. */
  inOrder(list: readonly string[]): string[] {
    return list.filter((id) => this.ids.has(id));
  }
}
