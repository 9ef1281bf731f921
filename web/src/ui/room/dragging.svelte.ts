/** Dragging in a list, fetched once somebody may drag: most who come to a room never do. */
import { untrack } from "svelte";
import type { DndEvent, Item, Options } from "svelte-dnd-action";
import { dragWords } from "./dragWords";

type Kit = typeof import("svelte-dnd-action");
export type Dropped<Row extends Item> = CustomEvent<DndEvent<Row>>;

export class Dragging<Row extends Item> {
  #kit = $state.raw<Kit | null>(null);
  readonly #options: () => Options<Row>;
  readonly #moved: (event: Dropped<Row>) => void;
  readonly #dropped: (event: Dropped<Row>) => void;

  constructor(
    options: () => Options<Row>,
    moved: (event: Dropped<Row>) => void,
    dropped: (event: Dropped<Row>) => void,
  ) {
    this.#options = options;
    this.#moved = moved;
    this.#dropped = dropped;
  }

  async load(): Promise<void> {
    this.#kit ??= await import("svelte-dnd-action").catch(() => null); // no network: the menu moves as well
  }

  /** For the list: `{@attach dragging.zone}`. */
  readonly zone = (list: HTMLElement): (() => void) | undefined => {
    const kit = this.#kit;
    if (kit === null) return undefined;
    $effect(() => kit.setAriaStrings(dragWords()));
    const zone = kit.dragHandleZone(list, untrack(this.#options));
    const listening = new AbortController();
    const { signal } = listening;
    list.addEventListener("consider", this.#moved as (event: Event) => void, { signal });
    list.addEventListener("finalize", this.#dropped as (event: Event) => void, { signal });
    $effect(() => zone.update?.(this.#options()));
    return () => {
      listening.abort();
      zone.destroy?.();
    };
  };

  /** For what is taken hold of. */
  readonly handle = (grip: HTMLElement): (() => void) | undefined => {
    const held = this.#kit?.dragHandle(grip);
    return held && (() => held.destroy());
  };
}
