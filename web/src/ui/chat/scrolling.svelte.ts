/** Where a long list stands while rows come, go and turn out higher than guessed: at its end, or at the row that was read. */
import { drawn, Heights, rowAt, tops } from "./virtual";

export interface Keyed {
  readonly key: string;
}

/** So near to the end is at the end, px. */
const NEAR_END_PX = 48;
const NEARBY_ROWS = 40;

export class Scrolling<Row extends Keyed> {
  /** What is seen of the list, px from its beginning. */
  top = $state(0);
  height = $state(0);
  /** The newest row is in sight, and stays there when another comes. */
  atEnd = $state(true);
  #heights = new Heights();
  #version = $state(0);
  /** The row at the top edge, and how far it is scrolled past. */
  #anchor: { key: string; past: number } | null = null;
  readonly #rows: () => readonly Row[];
  readonly begins: Float64Array = $derived.by(() => {
    void this.#version;
    return tops(this.#rows(), (row) => this.#heights.of(row.key, row, this.#guess));
  });
  readonly range = $derived(drawn(this.begins, this.top, this.height));
  readonly #guess: (row: Row) => number;

  constructor(rows: () => readonly Row[], guess: (row: Row) => number) {
    this.#rows = rows;
    this.#guess = guess;
  }

  get total(): number {
    return this.begins[this.begins.length - 1] ?? 0;
  }

  /** Somebody scrolled. */
  scrolled(top: number): void {
    this.top = top;
    this.atEnd = this.total - top - this.height < NEAR_END_PX;
    const at = rowAt(this.begins, top);
    const row = this.#rows()[at];
    this.#anchor = row === undefined ? null : { key: row.key, past: top - (this.begins[at] ?? 0) };
  }

  measured(sizes: Iterable<readonly [key: string, px: number]>): void {
    let news = false;
    for (const [key, px] of sizes) news = this.#heights.measured(key, px) || news;
    this.#heights.forgetOthers(this.#rows());
    if (news) this.#version += 1;
  }

  /** Where the list should stand now. */
  wanted(): number {
    const end = Math.max(0, this.total - this.height);
    if (this.atEnd || this.#anchor === null) return end;
    const { key, past } = this.#anchor;
    const at = this.#place(key);
    return at < 0 ? Math.min(this.top, end) : Math.min((this.begins[at] ?? 0) + past, end);
  }

  /** Nearly always where it was: rows come at the end, and now and then a page of them at the beginning. */
  #place(key: string): number {
    const rows = this.#rows();
    const near = rowAt(this.begins, this.top);
    for (let off = 0; off < NEARBY_ROWS; off += 1) {
      for (const at of [near - off, near + off]) if (rows[at]?.key === key) return at;
    }
    return rows.findIndex((row) => row.key === key);
  }

  toEnd(): void {
    this.atEnd = true;
  }

  /** Brings a row into the middle; false when it is not in the list. */
  to(key: string): boolean {
    const at = this.#rows().findIndex((row) => row.key === key);
    if (at < 0) return false;
    this.atEnd = false;
    this.#anchor = { key, past: -this.height / 3 };
    return true;
  }
}
