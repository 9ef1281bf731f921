/** Which rows of a long list are drawn: their heights as measured, guessed until then, and where each begins. */

/** Px drawn beyond what is seen, so that a quick scroll finds something. */
const BEYOND_PX = 500;
const FEW = 1000;

export class Heights {
  readonly #known = new Map<string, number>();
  readonly #guessed = new WeakMap<object, number>();

  /** Whether that is news. */
  measured(key: string, px: number): boolean {
    if (px <= 0 || Math.abs((this.#known.get(key) ?? -1) - px) < 0.5) return false;
    this.#known.set(key, px);
    return true;
  }

  /** Forgets all but those rows, once most of what is known is of others. */
  forgetOthers(rows: readonly { readonly key: string }[]): void {
    if (this.#known.size < 2 * rows.length + FEW) return;
    const there = new Set(rows.map((row) => row.key));
    for (const key of this.#known.keys()) if (!there.has(key)) this.#known.delete(key);
  }

  of<Row extends object>(key: string, row: Row, guess: (row: Row) => number): number {
    const known = this.#known.get(key) ?? this.#guessed.get(row);
    if (known !== undefined) return known;
    const guessed = guess(row);
    this.#guessed.set(row, guessed);
    return guessed;
  }
}

/** Where each row begins, and last where the list ends, px. */
export function tops<Row>(rows: readonly Row[], heightOf: (row: Row) => number): Float64Array {
  const found = new Float64Array(rows.length + 1);
  let top = 0;
  rows.forEach((row, i) => {
    found[i] = top;
    top += heightOf(row);
  });
  found[rows.length] = top;
  return found;
}

/** The row that `px` falls into. */
export function rowAt(begins: Float64Array, px: number): number {
  let [from, to] = [0, Math.max(0, begins.length - 2)];
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if ((begins[middle] ?? 0) <= px) from = middle;
    else to = middle - 1;
  }
  return from;
}

/** From which row on, and up to before which one, is drawn. */
export function drawn(begins: Float64Array, top: number, height: number): readonly [number, number] {
  const rows = begins.length - 1;
  if (rows <= 0) return [0, 0];
  return [rowAt(begins, Math.max(0, top - BEYOND_PX)), Math.min(rows, rowAt(begins, top + height + BEYOND_PX) + 1)];
}
