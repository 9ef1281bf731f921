/** Keeps the screen on while it is wanted; the browser takes the lock away from hidden pages, so it is asked for again. */
export class WakeLock {
  #wanted = false;
  #lock: WakeLockSentinel | null = null;
  readonly #changed = (): void => void this.#settle();

  hold(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    document.addEventListener("visibilitychange", this.#changed);
    void this.#settle();
  }

  release(): void {
    this.#wanted = false;
    document.removeEventListener("visibilitychange", this.#changed);
    void this.#settle();
  }

  async #settle(): Promise<void> {
    const wanted = this.#wanted && document.visibilityState === "visible";
    const lock = this.#lock;
    if (wanted === (lock !== null && !lock.released) || !("wakeLock" in navigator)) return;
    this.#lock = null;
    await lock?.release().catch(() => undefined);
    if (!wanted) return;
    this.#lock = await navigator.wakeLock.request("screen").catch(() => null);
    if (!this.#wanted) await this.#settle(); // it was given back while the browser still thought about it
  }
}
