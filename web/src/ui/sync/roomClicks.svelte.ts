import type { Listening } from "../../state/listening.svelte";
import type { RoomState } from "../../state/room.svelte";

const TICK_MS = 250;

/** How long the room's click track still goes, as it is shown: it runs down on the timeline, and nobody says when it is over. */
export class RoomClicks {
  /** "1:43"; null once it is over. */
  left = $state<string | null>(null);
  readonly #room: Pick<RoomState, "clickUntilUs" | "nowUs">;

  constructor(room: Pick<RoomState, "clickUntilUs" | "nowUs">) {
    this.#room = room;
  }

  /** For an effect: counts down while there is something to count. The answer ends it. */
  follow(): () => void {
    const timer = setInterval(() => {
      if (!this.#look()) clearInterval(timer);
    }, TICK_MS);
    if (!this.#look()) clearInterval(timer);
    return () => clearInterval(timer);
  }

  #look(): boolean {
    const leftS = Math.ceil((this.#room.clickUntilUs - this.#room.nowUs()) / 1e6);
    this.left = leftS <= 0 ? null : `${Math.floor(leftS / 60)}:${String(leftS % 60).padStart(2, "0")}`;
    return leftS > 0;
  }
}

/** Whose click track this device plays: the room's or its own. */
export function clicksHere(clicks: RoomClicks, { click, remote }: Listening): "room" | "device" | null {
  if (remote) return null;
  if (clicks.left !== null && click.fromRoom) return "room";
  return click.here ? "device" : null;
}
