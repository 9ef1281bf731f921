import type { RoomState } from "../../state/room.svelte";

/** The text shows whole seconds; a quarter keeps it from lagging visibly. */
const COARSE_US = 250_000;

/**
 * Where the music is, twice: `positionUs` as state, a few times a second, for text and assistive technology, and `onFrame` every
 * animation frame for what moves. Frames stop while the page is hidden (the browser's doing) or nobody plays.
 */
export class Playhead {
  positionUs = $state(0);
  readonly #room: RoomState;
  readonly #listeners = new Set<(positionUs: number) => void>();
  #frame = 0;

  constructor(room: RoomState) {
    this.#room = room;
  }

  onFrame(listener: (positionUs: number) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#room.positionUs());
    return () => this.#listeners.delete(listener);
  }

  /** Follows the room until the returned function is called. */
  follow(): () => void {
    const tick = (): void => {
      this.refresh();
      this.#frame = requestAnimationFrame(tick);
    };
    tick();
    return () => cancelAnimationFrame(this.#frame);
  }

  refresh(): void {
    const positionUs = this.#room.positionUs();
    for (const listener of this.#listeners) listener(positionUs);
    const moved = Math.abs(positionUs - this.positionUs);
    if (moved >= COARSE_US || Math.floor(positionUs / 1e6) !== Math.floor(this.positionUs / 1e6)) {
      this.positionUs = positionUs;
    }
  }
}
