const EDGE_PX = 72;
const STEP_PX = 14;

/** Dragging one row of a list whose rows have one height. Nothing moves until it is dropped: a line shows where it would go. */
export class RowDrag {
  /** The dragged row's place; null: nobody drags. */
  from = $state<number | null>(null);
  /** Before which place it would stand. */
  gap = $state(0);
  #frame = 0;
  #y = 0;

  constructor(
    readonly rowPx: number,
    readonly count: () => number,
    readonly drop: (from: number, gap: number) => void,
  ) {}

  /** For a row's handle: `list` holds all rows. */
  start(event: PointerEvent, from: number, list: HTMLElement): void {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    const handle = event.currentTarget;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    this.from = from;
    this.#y = event.clientY;
    this.#place(list);
    const moved = (next: PointerEvent): void => {
      this.#y = next.clientY;
      this.#place(list);
    };
    const scroll = (): void => {
      const by = this.#y < EDGE_PX ? -STEP_PX : this.#y > innerHeight - EDGE_PX ? STEP_PX : 0;
      if (by !== 0) {
        scrollBy(0, by);
        this.#place(list);
      }
      this.#frame = requestAnimationFrame(scroll);
    };
    const end = (last: Event): void => {
      cancelAnimationFrame(this.#frame);
      handle.removeEventListener("pointermove", moved);
      for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) handle.removeEventListener(name, end);
      const [at, gap] = [this.from, this.gap];
      this.from = null;
      if (last.type === "pointerup" && at !== null && gap !== at && gap !== at + 1) this.drop(at, gap);
    };
    handle.addEventListener("pointermove", moved);
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) handle.addEventListener(name, end);
    this.#frame = requestAnimationFrame(scroll);
  }

  #place(list: HTMLElement): void {
    const above = this.#y - list.getBoundingClientRect().top;
    this.gap = Math.min(this.count(), Math.max(0, Math.round(above / this.rowPx)));
  }
}
