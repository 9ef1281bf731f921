/** Nobody has touched anything for so long: the pointer and the controls go. */
const IDLE_MS = 3000;
const SIGNS = ["pointermove", "pointerdown", "keydown", "focusin"] as const;

/** Whether somebody is at the screen, or only looks at it. */
export class Idle {
  idle = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** An attachment: watches for signs of somebody within the element, and keys anywhere. */
  attach = (element: HTMLElement): (() => void) => {
    const touched = (): void => this.touched();
    for (const sign of SIGNS) element.addEventListener(sign, touched);
    document.addEventListener("keydown", touched);
    this.touched();
    return () => {
      for (const sign of SIGNS) element.removeEventListener(sign, touched);
      document.removeEventListener("keydown", touched);
      if (this.#timer !== null) clearTimeout(this.#timer);
    };
  };

  touched(): void {
    this.idle = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.idle = true), IDLE_MS);
  }
}
