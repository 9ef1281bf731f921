import type { Router } from "../router.svelte";
import type { FullScreen } from "../room/fullScreen.svelte";

const HASH = "#tv";

/**
 * The room as a TV shows it: the address says so, so that a TV can be given a link to it. Entered by somebody it fills the
 * screen; whoever leaves the full screen by the browser's own way leaves the view as well.
 */
export class TvMode {
  readonly #router: Pick<Router, "go" | "hash" | "path">;
  readonly #fullScreen: Pick<FullScreen, "enter" | "leave">;
  #filled = false;

  constructor(router: Pick<Router, "go" | "hash" | "path">, fullScreen: Pick<FullScreen, "enter" | "leave">) {
    this.#router = router;
    this.#fullScreen = fullScreen;
  }

  get on(): boolean {
    return this.#router.hash === HASH;
  }

  toggle = (): void => (this.on ? this.leave() : this.enter());

  /** Inside a gesture, as full screens are asked for. */
  enter = (): void => {
    void this.#fullScreen.enter();
    if (!this.on) this.#router.go(this.#router.path + HASH);
  };

  leave = (): void => {
    this.#filled = false;
    void this.#fullScreen.leave();
    if (this.on) this.#router.go(this.#router.path, { replace: true });
  };

  /** Call it whenever the screen begins or ends to be filled. */
  follow(filled: boolean): void {
    const was = this.#filled;
    this.#filled = filled && this.on;
    if (was && !filled && this.on) this.leave();
  }
}
