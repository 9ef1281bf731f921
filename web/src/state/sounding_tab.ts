/**
 * Two tabs of one member in one browser: one sounds. The newest claim wins; when it is given up, the others may have it
 * back. Web Locks exist on secure pages only, so this is a `BroadcastChannel`.
 */
import { newId } from "../core/ids";

const CHANNEL = "sonix.sound";

interface Word {
  readonly say: "claim" | "release";
  readonly tab: string;
  readonly member: string;
}

export class SoundingTab {
  readonly #tab = newId();
  readonly #member: string;
  readonly #channel: BroadcastChannel | null;
  /** The tab that took the sound from this one. */
  #takenBy: string | null = null;
  #claimed = false;

  /** @param taken another tab sounds now; @param given it has stopped, this one may go on. */
  constructor(member: string, taken: () => void, given: () => void) {
    this.#member = member;
    this.#channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
    if (this.#channel === null) return;
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data.member !== member) return;
      if (data.say === "claim" && this.#claimed) {
        this.#claimed = false;
        this.#takenBy = data.tab;
        taken();
      } else if (data.say === "release" && this.#takenBy === data.tab) {
        this.#takenBy = null;
        given();
      }
    };
  }

  claim(): void {
    this.#claimed = true;
    this.#takenBy = null;
    this.#say("claim");
  }

  close(): void {
    if (this.#claimed) this.#say("release");
    this.#claimed = false;
    this.#channel?.close();
  }

  #say(say: Word["say"]): void {
    this.#channel?.postMessage({ say, tab: this.#tab, member: this.#member } satisfies Word);
  }
}
