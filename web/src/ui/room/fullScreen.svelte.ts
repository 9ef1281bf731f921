import { WakeLock } from "../parts/wakeLock";

/** The room over the whole screen, with the screen kept on meanwhile. */
export class FullScreen {
  on = $state(false);
  readonly possible = document.fullscreenEnabled;
  readonly #lock = new WakeLock();

  /** Until the returned function is called. */
  watch(): () => void {
    const changed = (): void => this.#changed();
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }

  /** Inside a gesture. The browser may refuse; then nothing changes, and nothing is lost. */
  async enter(): Promise<void> {
    if (!this.possible || document.fullscreenElement) return;
    await document.documentElement.requestFullscreen().catch(() => undefined);
  }

  async leave(): Promise<void> {
    if (document.fullscreenElement) await document.exitFullscreen().catch(() => undefined);
  }

  toggle(): Promise<void> {
    return document.fullscreenElement ? this.leave() : this.enter();
  }

  close(): void {
    void this.leave();
    this.#lock.release();
  }

  #changed(): void {
    this.on = document.fullscreenElement !== null;
    if (this.on) this.#lock.hold();
    else this.#lock.release();
  }
}
