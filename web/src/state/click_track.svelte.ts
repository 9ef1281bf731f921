/**
 * The click track to trim by: on this device, or on every device until a time the room knows. That time is a property of the
 * timeline, so nothing has to be told when it is over. Neither goes on for ever: people put the phone away and forget it.
 */
import type { RoomState } from "./room.svelte";

/** Long enough to walk through a flat with a phone. */
export const CLICK_S = 120;

export class ClickTrack {
  /** The switch of this device alone. */
  here = $state(false);
  /** Room time at which that is over, µs. */
  #hereUntilUs = 0;
  #hereTimer: ReturnType<typeof setTimeout> | undefined;
  /** The room's click track that was declined on this device, by its end. */
  #declinedUs = $state(0);
  #appliedUs = 0;
  readonly #room: Pick<RoomState, "clickUntilUs" | "nowUs">;
  readonly #set: (untilUs: number) => void;

  /** @param set hands the end, in room µs, to the player; 0: no clicks. */
  constructor(room: Pick<RoomState, "clickUntilUs" | "nowUs">, set: (untilUs: number) => void) {
    this.#room = room;
    this.#set = set;
  }

  /** The room clicks, and was not told "not here". */
  get fromRoom(): boolean {
    return this.leftUs() > 0 && this.#room.clickUntilUs !== this.#declinedUs;
  }

  /** How long the room's click track still goes, µs; it runs down on the timeline. */
  leftUs(): number {
    return Math.max(0, this.#room.clickUntilUs - this.#room.nowUs());
  }

  setHere(on: boolean): void {
    clearTimeout(this.#hereTimer);
    this.here = on;
    this.#hereUntilUs = on ? this.#room.nowUs() + CLICK_S * 1e6 : 0;
    if (on) this.#hereTimer = setTimeout(() => this.setHere(false), CLICK_S * 1000);
    this.apply();
  }

  /** When the ears close. */
  stop(): void {
    clearTimeout(this.#hereTimer);
  }

  /** "Not here": this device stays out of the room's present click track. */
  decline(): void {
    this.#declinedUs = this.#room.clickUntilUs;
    this.setHere(false);
  }

  /** Hands the player what holds now, if that has changed. */
  apply(): void {
    const untilUs = Math.max(this.#hereUntilUs, this.fromRoom ? this.#room.clickUntilUs : 0);
    if (untilUs === this.#appliedUs) return;
    this.#appliedUs = untilUs;
    this.#set(untilUs);
  }
}
