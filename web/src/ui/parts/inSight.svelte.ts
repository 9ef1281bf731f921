/** Which rows of a long list are drawn: those in sight and some beyond. A short list is drawn whole. */
import { untrack } from "svelte";

/** Up to so many rows are all drawn. */
export const FEW = 30;
/** Px drawn above and below what is seen: a quick scroll or the next press of a key finds something. */
const BEYOND_PX = 400;
const GUESS_PX = 64;

/** Of `count` rows of `rowPx`, the first of which stands at `top`, those that a window of `height` shows. */
export function inSight(count: number, top: number, rowPx: number, height: number): readonly [number, number] {
  if (count <= FEW) return [0, count];
  const from = Math.floor((-BEYOND_PX - top) / rowPx);
  const to = Math.ceil((height + BEYOND_PX - top) / rowPx);
  const least = Math.max(0, Math.min(from, count - FEW));
  return [least, Math.min(count, Math.max(to, least + 1))];
}

/** A list in whatever scrolls. Rows are about as high as each other. */
export class InSight {
  /** While something is dragged nothing is exchanged under it. */
  held = $state(false);
  #row = $state(GUESS_PX);
  #seen = $state.raw<readonly [number, number]>([0, FEW]);
  readonly #count: () => number;
  readonly range: readonly [number, number] = $derived.by(() => this.#range());
  /** Px that stand for the rows that are not drawn. */
  readonly before = $derived(this.range[0] * this.#row);
  readonly after: number = $derived.by(() => (this.#count() - this.range[1]) * this.#row);

  constructor(count: () => number) {
    this.#count = count;
  }

  #range(): readonly [number, number] {
    const count = this.#count();
    if (count <= FEW) return [0, count];
    const [from, to] = this.#seen;
    return [Math.max(0, Math.min(from, count - FEW)), Math.min(count, to)];
  }

  /** For the list itself: `{@attach sight.watch}`. */
  readonly watch = (list: HTMLElement): (() => void) => {
    let asked = 0;
    const ask = (): void => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        this.#look(list);
      });
    };
    const scrolled = ({ target }: Event): void => {
      if (target instanceof Node && target.contains(list)) ask();
    };
    addEventListener("scroll", scrolled, { capture: true, passive: true });
    addEventListener("resize", ask);
    $effect(() => {
      if (this.#count() > FEW) untrack(ask);
    });
    return () => {
      cancelAnimationFrame(asked);
      removeEventListener("scroll", scrolled, { capture: true });
      removeEventListener("resize", ask);
    };
  };

  #look(list: HTMLElement): void {
    const count = this.#count();
    const [first, last] = [list.firstElementChild, list.lastElementChild];
    if (this.held || count <= FEW || first === null || last === null) return;
    const [begins, ends] = [first.getBoundingClientRect().top, last.getBoundingClientRect().bottom];
    const row = (ends - begins) / list.childElementCount;
    if (row <= 0) return; // not on the screen
    this.#row = row;
    const seen = inSight(count, begins - this.range[0] * row, row, innerHeight);
    if (seen[0] !== this.#seen[0] || seen[1] !== this.#seen[1]) this.#seen = seen;
  }
}
