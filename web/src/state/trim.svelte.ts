/**
 * The trim of this device, in two parts that are kept apart. What an output adds behind the browser belongs to the output and
 * is remembered with it. What a lopsided line adds to the clock belongs to the line: the next one is another, so it lasts as
 * long as the page. Ears cannot tell the two; a trim set by ear belongs to the output and notes what was suspected meanwhile.
 */
import type { RoomClock } from "../core/clock";
import { Outputs } from "./outputs.svelte";
import { Paced } from "./paced";
import { MOST_TRIM_US } from "./remembered_outputs";

/** A dragged slider changes the trim up to 120 times a second; the room and the storage hear of it so often. */
const TELL_EVERY_MS = 250;
/** A suspicion comes and goes with the network: a line is even when none was there for so long. */
const EVEN_AFTER_MS = 30_000;

export interface TrimPorts {
  /** Hands the trim to the player, µs; positive plays earlier. */
  readonly apply: (trimUs: number) => void;
  readonly tell: () => void;
}

type LineClock = Pick<RoomClock, "suspectUs" | "canSuspect">;

export class Trim {
  readonly outputs = new Outputs();
  /** The part that answers the line, µs. */
  #lineUs = $state(0);
  #evenSinceMs: number | null = null;
  readonly #clock: LineClock;
  readonly #apply: (trimUs: number) => void;
  readonly #telling: Paced;

  constructor(clock: LineClock, { apply, tell }: TrimPorts) {
    this.#clock = clock;
    this.#apply = apply;
    this.#telling = new Paced(() => {
      this.outputs.save();
      tell();
    }, TELL_EVERY_MS);
    apply(this.us);
  }

  /** Positive plays earlier, µs. */
  get us(): number {
    return Math.max(-MOST_TRIM_US, Math.min(MOST_TRIM_US, this.outputs.trimUs + this.#lineUs));
  }

  /** The line shows no sign of being lopsided, and has had the time to. */
  get lineIsEven(): boolean {
    return this.#evenSinceMs !== null && performance.now() - this.#evenSinceMs >= EVEN_AFTER_MS;
  }

  /**
   * What of the suspicion the trim does not make up for, µs, positive: this device plays late. Null: nothing is known. On an
   * even line it is what the trim makes up for in vain.
   */
  get openUs(): number | null {
    const suspectUs = this.#suspectUs;
    return suspectUs === null ? null : suspectUs - this.#lineUs - this.outputs.current.answeredUs;
  }

  /** By ear: from now on this is the output's, for what the line is not known to be behind. */
  set(trimUs: number): void {
    const suspectUs = this.#suspectUs;
    if (this.lineIsEven) this.#lineUs = 0;
    const answeredUs = suspectUs === null ? this.outputs.current.answeredUs : suspectUs - this.#lineUs;
    this.outputs.setTrimUs(trimUs - this.#lineUs, answeredUs);
    this.apply();
  }

  /** No trim at all; what is suspected of the line is suspected anew. */
  reset(): void {
    this.#lineUs = 0;
    this.outputs.setTrimUs(0, 0);
    this.apply();
  }

  /** Follows what `openUs` suggests, to the trim `trimUs`. The answer undoes it, whatever output plays by then. */
  follow(trimUs: number): () => void {
    const lineUs = this.#lineUs;
    const output = this.outputs.current;
    if (this.lineIsEven) {
      this.#lineUs = 0;
      this.outputs.setTrimUs(trimUs, 0);
    } else this.#lineUs += trimUs - this.us;
    const changed = this.outputs.current !== output;
    this.apply();
    return () => {
      this.#lineUs = lineUs;
      if (changed) this.outputs.restore(output);
      this.apply();
    };
  }

  /** After another output was chosen, named or forgotten. */
  apply(): void {
    this.#apply(this.us);
    this.#telling.ask();
  }

  /** What the player tells of its output, several times a second. */
  heard(outputKey: string, outputLabel: string | null): void {
    const even = this.#clock.canSuspect && this.#clock.suspectUs === null;
    this.#evenSinceMs = even ? (this.#evenSinceMs ?? performance.now()) : null;
    if (this.outputs.heard(outputKey, outputLabel)) this.apply();
  }

  /** Before the page goes. */
  save(): void {
    this.#telling.flush();
  }

  get #suspectUs(): number | null {
    return this.#clock.suspectUs ?? (this.lineIsEven ? 0 : null);
  }
}
