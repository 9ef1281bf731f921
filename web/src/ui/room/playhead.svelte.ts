import type { RoomState } from "../../state/room.svelte";
import { Seeking } from "./seeking.svelte";

/** The text shows whole seconds; a quarter keeps it from lagging visibly. */
const COARSE_US = 250_000;

/**
 * Where the music is, or is asked to be, twice: `positionUs` as state, a few times a second, for text and assistive technology,
 * and `onFrame` every animation frame for what moves. Frames stop while the page is hidden (the browser's doing) or nothing moves.
 */
export class Playhead {
  positionUs = $state(0);
  readonly seeking: Seeking;
  readonly #room: RoomState;
  readonly #listeners = new Set<(positionUs: number) => void>();
  #frame: number | null = null;

  constructor(room: RoomState, failed: (error: unknown) => void) {
    this.#room = room;
    this.seeking = new Seeking(room, failed);
  }

  onFrame(listener: (positionUs: number) => void): () => void {
    this.#listeners.add(listener);
    listener(this.seeking.positionUs());
    return () => this.#listeners.delete(listener);
  }

  /** Follows the room as long as something moves. Call it whenever that may have changed; `stop` ends it. */
  follow(): void {
    if (this.#frame !== null) return;
    const tick = (): void => {
      this.refresh();
      this.#frame = this.#moves() ? requestAnimationFrame(tick) : null;
    };
    tick();
  }

  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }

  refresh(): void {
    this.seeking.settle();
    const positionUs = this.seeking.positionUs();
    for (const listener of this.#listeners) listener(positionUs);
    const moved = Math.abs(positionUs - this.positionUs);
    if (moved >= COARSE_US || Math.floor(positionUs / 1e6) !== Math.floor(this.positionUs / 1e6)) {
      this.positionUs = positionUs;
    }
  }

  /** Also a pause moves until it is heard. */
  #moves(): boolean {
    const { playing, transport } = this.#room;
    return playing || this.seeking.pending || (transport !== null && this.#room.nowUs() < transport.at_us);
  }
}
