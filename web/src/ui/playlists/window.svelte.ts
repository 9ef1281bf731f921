/** Which rows of a long list are drawn: those on the screen, and some around them. All rows have one height. */
export class RowWindow {
  #top = $state(0);
  #height = $state(800);
  static readonly AROUND = 12;

  constructor(
    readonly rowPx: number,
    readonly count: () => number,
  ) {}

  readonly first = $derived.by(() => Math.max(0, Math.floor(this.#top / this.rowPx) - RowWindow.AROUND));
  readonly end = $derived.by(() =>
    Math.min(this.count(), Math.ceil((this.#top + this.#height) / this.rowPx) + RowWindow.AROUND),
  );

  /** `above`: how much of the list is above the upper edge of the window, in px. */
  look(above: number, height: number): void {
    this.#top = Math.max(0, above);
    this.#height = height;
  }

  /** For an element that holds the rows: looks whenever something scrolls. */
  follow = (node: HTMLElement): (() => void) => {
    const look = (): void => this.look(-node.getBoundingClientRect().top, innerHeight);
    look();
    addEventListener("scroll", look, { capture: true, passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look, { capture: true });
      removeEventListener("resize", look);
    };
  };
}
