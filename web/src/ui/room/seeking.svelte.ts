import type { Done } from "../../state/room.svelte";
import { seekKey } from "./seekKey";

/** A held arrow key asks the room once, when it is let go for this long. */
const SETTLE_MS = 220;
/** After that the bar shows where the music is, whatever was asked. */
const PATIENCE_MS = 4_000;

/** What seeking needs of a room. */
export interface Seekable {
  readonly rev: number;
  readonly transport: { readonly at_us: number; readonly entry_id: string | null } | null;
  nowUs(): number;
  positionUs(): number;
  seek(positionUs: number): Promise<Done>;
}

interface Wish {
  entryId: string;
  positionUs: number;
}

/**
 * Where somebody wants the music to be. It is shown at once, several presses add up, and the room is asked when they are over;
 * the target stands until the music is there, so that the playhead never jumps back.
 */
export class Seeking {
  #wish = $state.raw<Wish | null>(null);
  readonly #room: Seekable;
  readonly #failed: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** The revision that carries out the wish; null before the room has answered. */
  #grantedRev: number | null = null;

  constructor(room: Seekable, failed: (error: unknown) => void) {
    this.#room = room;
    this.#failed = failed;
  }

  get pending(): boolean {
    return this.#wish !== null;
  }

  /** What to show: the place asked for, or else where the music is. */
  positionUs(): number {
    return this.#wish?.positionUs ?? this.#room.positionUs();
  }

  /** A key that moves within the entry shown; false for keys that mean nothing here. */
  key(key: string, entryId: string, durationUs: number): boolean {
    const target = seekKey(key, this.positionUs(), durationUs);
    if (target === null) return false;
    this.#want({ entryId, positionUs: target });
    this.#timer = setTimeout(() => void this.#ask(), SETTLE_MS);
    return true;
  }

  /** Somebody let go of the playhead there. */
  to(positionUs: number, entryId: string): void {
    this.#want({ entryId, positionUs: Math.max(0, Math.round(positionUs)) });
    void this.#ask();
  }

  /** Forgets a wish that has come true, or that is about an entry the room has gone past. Called as the music is followed. */
  settle(): void {
    const { transport, rev } = this.#room;
    if (this.#wish === null) return;
    const past = transport?.entry_id !== this.#wish.entryId;
    const there = this.#grantedRev !== null && rev >= this.#grantedRev && this.#room.nowUs() >= (transport?.at_us ?? 0);
    if (past || there) this.forget();
  }

  forget(): void {
    this.#stopTimer();
    this.#wish = null;
  }

  #want(wish: Wish): void {
    this.#stopTimer();
    this.#grantedRev = null;
    this.#wish = wish;
  }

  async #ask(): Promise<void> {
    const wish = this.#wish;
    this.#stopTimer();
    if (wish === null) return;
    if (this.#room.transport?.entry_id !== wish.entryId) {
      this.forget(); // the room has moved on: the place asked for is no more
      return;
    }
    this.#timer = setTimeout(() => this.forget(), PATIENCE_MS);
    try {
      const { rev } = await this.#room.seek(wish.positionUs);
      if (this.#wish === wish) this.#grantedRev = rev;
    } catch (error) {
      if (this.#wish === wish) this.forget();
      this.#failed(error);
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
