import { onBeat } from "../parts/beat";
import type { RoomState } from "../../state/room.svelte";
import { Seeking } from "./seeking.svelte";

/**
 * Where the music is, or is asked to be, twice: `positionUs` as state, once a second, for text and assistive technology, and
 * `onStep` at every beat for what moves. Nothing steps while the page is hidden or nothing moves.
 */
export class Playhead {
  positionUs = $state(0);
  readonly seeking: Seeking;
  readonly #room: RoomState;
  readonly #listeners = new Set<(positionUs: number) => void>();
  #endBeat: (() => void) | null = null;

  constructor(room: RoomState, failed: (error: unknown) => void) {
    this.#room = room;
    this.seeking = new Seeking(room, failed);
  }

  onStep(listener: (positionUs: number) => void): () => void {
    this.#listeners.add(listener);
    listener(this.seeking.positionUs());
    return () => this.#listeners.delete(listener);
  }

  /** Follows the room as long as something moves. Call it whenever that may have changed; `stop` ends it. */
  follow(): void {
    this.refresh();
    if (this.#moves()) this.#endBeat ??= onBeat(() => this.#step());
  }

  stop(): void {
    this.#endBeat?.();
    this.#endBeat = null;
  }

  #step(): void {
    this.refresh();
    if (!this.#moves()) this.stop();
  }

  refresh(): void {
    this.seeking.settle();
    const positionUs = this.seeking.positionUs();
    for (const listener of this.#listeners) listener(positionUs);
    if (Math.floor(positionUs / 1e6) !== Math.floor(this.positionUs / 1e6)) this.positionUs = positionUs;
  }

  /** Also a pause moves until it is heard. */
  #moves(): boolean {
    const { playing, transport } = this.#room;
    return playing || this.seeking.pending || (transport !== null && this.#room.nowUs() < transport.at_us);
  }
}
