/** Remembers what something shown was made from, so that it is made again only when that has changed. */
export class Seen {
  #last: readonly unknown[] | null = null;

  /** Whether the parts are not the very ones of the last call. */
  differs(...parts: readonly unknown[]): boolean {
    const last = this.#last;
    this.#last = parts;
    return last === null || parts.some((part, i) => !Object.is(part, last[i]));
  }
}
