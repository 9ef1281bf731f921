/** Who wants to know how the player does: told at once of what matters, otherwise a few times a second. */

import type { PlayerStatus } from "./ports";

const TELL_MS = 400;

type Listener = (status: PlayerStatus) => void;

export class StatusListeners {
  readonly #listeners = new Set<Listener>();
  #told = "";
  #toldMs = 0;

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }

  /** @param headline what must not wait. */
  tell(headline: string, status: () => PlayerStatus): void {
    const nowMs = performance.now();
    if (this.#listeners.size === 0 || (headline === this.#told && nowMs < this.#toldMs + TELL_MS)) return;
    this.#told = headline;
    this.#toldMs = nowMs;
    const told = status();
    for (const listener of this.#listeners) listener(told);
  }
}
