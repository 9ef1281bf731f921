/** The room over the whole screen, with the screen kept on meanwhile. */
export class FullScreen {
  on = $state(false);
  readonly possible = document.fullscreenEnabled;
  #element: HTMLElement | null = null;
  #lock: WakeLockSentinel | null = null;

  /** An attachment: the element that fills the screen. */
  attach = (element: HTMLElement): (() => void) => {
    this.#element = element;
    const changed = (): void => void this.#changed();
    document.addEventListener("fullscreenchange", changed);
    document.addEventListener("visibilitychange", changed);
    return () => {
      document.removeEventListener("fullscreenchange", changed);
      document.removeEventListener("visibilitychange", changed);
    };
  };

  async toggle(): Promise<void> {
    // The browser may refuse either; then nothing changes, and nothing is lost.
    if (document.fullscreenElement) await document.exitFullscreen().catch(() => undefined);
    else await this.#element?.ownerDocument.documentElement.requestFullscreen().catch(() => undefined);
  }

  close(): void {
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    void this.#release();
  }

  async #changed(): Promise<void> {
    this.on = document.fullscreenElement !== null;
    // The browser takes the lock away from hidden pages: ask again when the page is back.
    if (this.on && document.visibilityState === "visible") await this.#acquire();
    else await this.#release();
  }

  async #acquire(): Promise<void> {
    if (!("wakeLock" in navigator) || this.#lock?.released === false) return;
    this.#lock = await navigator.wakeLock.request("screen").catch(() => null);
  }

  async #release(): Promise<void> {
    const lock = this.#lock;
    this.#lock = null;
    await lock?.release().catch(() => undefined);
  }
}
