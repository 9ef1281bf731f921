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
  /** When the sound was claimed: two claims may cross on their way. */
  readonly atMs: number;
}

export class SoundingTab {
  readonly #tab = newId();
  readonly #member: string;
  #channel: BroadcastChannel | null;
  /** The tab that took the sound from this one. */
  #takenBy: string | null = null;
  #claimedAtMs: number | null = null;

  /** @param taken another tab sounds now; @param given it has stopped, this one may go on. */
  constructor(member: string, taken: () => void, given: () => void) {
    this.#member = member;
    this.#channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
    if (this.#channel === null) return;
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data.member !== member) return;
      if (data.say === "claim" && this.#yieldsTo(data)) {
        this.#claimedAtMs = null;
        this.#takenBy = data.tab;
        taken();
      } else if (data.say === "release" && this.#takenBy === data.tab) {
        this.#takenBy = null;
        given();
      }
    };
  }

  claim(): void {
    this.#claimedAtMs = Date.now();
    this.#takenBy = null;
    this.#say("claim");
  }

  close(): void {
    if (this.#claimedAtMs !== null) this.#say("release");
    this.#claimedAtMs = null;
    this.#channel?.close();
    this.#channel = null;
  }

  #yieldsTo(claim: Word): boolean {
    const mine = this.#claimedAtMs;
    if (mine === null) return false;
    return claim.atMs === mine ? claim.tab > this.#tab : claim.atMs > mine;
  }

  #say(say: Word["say"]): void {
    const atMs = this.#claimedAtMs ?? 0;
    this.#channel?.postMessage({ say, tab: this.#tab, member: this.#member, atMs } satisfies Word);
  }
}
