/**
 * The one way to the ear that a player has open. It is opened in a gesture and opened again when it dies: at once where the browser lets
 * a page do so, and ever more rarely where it keeps dying, as it does without any output device.
 */

import { onDeviceChange } from "./output-device";
import type { AudioProblem } from "./ports";

/** Outputs tried in one tap: the second one in place of what the system took and does not give back. */
const TRIES = 2;
/** Replaced so often without a pause. */
const AT_ONCE = 2;
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** An output that has ticked so often (5 s) did work: its death is the first one. */
const WORKED_TICKS = 50;

const DIED: AudioProblem = { code: "device", message: "The sound output stopped." };
const HELD_BACK: AudioProblem = { code: "blocked", message: "The browser does not let this page play sound." };
const FAILED: AudioProblem = { code: "blocked", message: "The sound could not be started. Reload the page." };

export interface Runs {
  readonly ticks: number;
  /** False when it still does not run after a while. */
  resume(): Promise<boolean>;
}

export interface Way<E extends Runs> {
  /** Rejects when no way out works. */
  readonly engine: Promise<E>;
  resume(): void;
  close(): void;
}

export interface OutletHooks<E extends Runs, W extends Way<E>> {
  /** Throws where the browser has no sound. @param isQuiet made ahead of the tap. */
  make(isQuiet: boolean): W;
  /** An engine stands ready, and wants to know everything. */
  ready(engine: E): void;
  /** What `engine` or `isBroken` says has changed. */
  changed(): void;
  problem(problem: AudioProblem): void;
  /** The time to `open` again, unless sound is not wanted. */
  again(): void;
}

export class Outlet<E extends Runs, W extends Way<E>> {
  way: W | null = null;
  /** The way's, once it has started. */
  engine: E | null = null;
  /** The way has died: it is replaced at the next chance. */
  isBroken = false;
  /** A tap has asked for sound. */
  isWanted = false;
  #opening: Promise<void> | null = null;
  /** Deaths in a row. */
  #deaths = 0;
  #stopWaiting: (() => void) | null = null;

  constructor(readonly hooks: OutletHooks<E, W>) {}

  /** Makes ready what needs no tap. `open` makes it again where it failed, so that is not told. */
  async prepare(): Promise<void> {
    if (this.way !== null) return;
    try {
      await this.#adopt(this.#make(true));
    } catch {
      return;
    }
  }

  /** Inside a gesture, as Safari wants everything made and resumed within: before anything is awaited. Never rejects. */
  open(): Promise<void> {
    this.isWanted = true;
    this.#stopWaiting?.();
    if (this.isBroken) this.#drop();
    try {
      this.way ??= this.#make(false);
    } catch {
      this.hooks.problem(FAILED);
      return Promise.resolve();
    }
    this.way.resume(); // a second tap is a gesture too, and may succeed where the first still waits
    this.#opening ??= this.#begin();
    return this.#opening;
  }

  /** What is open has died. */
  broke(): void {
    if (this.way === null || this.isBroken) return;
    if (!this.isWanted) {
      this.#drop(); // the tap makes another, and nobody has missed this one
      return;
    }
    this.isBroken = true;
    if ((this.engine?.ticks ?? 0) >= WORKED_TICKS) this.#deaths = 0;
    this.#deaths += 1;
    if (this.#deaths === 1) this.hooks.problem(DIED);
    this.hooks.changed();
    if (this.#deaths <= AT_ONCE) this.hooks.again();
    else this.#wait(Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** (this.#deaths - AT_ONCE - 1)));
  }

  /** Gives everything back to the system. */
  close(): void {
    this.isWanted = false;
    this.#deaths = 0;
    this.#stopWaiting?.();
    this.#drop();
  }

  #make(isQuiet: boolean): W {
    const way = this.hooks.make(isQuiet);
    this.way = way;
    return way;
  }

  #begin(): Promise<void> {
    const opening = this.#run()
      .catch(() => this.hooks.problem(FAILED))
      .finally(() => {
        if (this.#opening === opening) this.#opening = null;
      });
    return opening;
  }

  /** Waits until an output runs; one that the system took away and does not give back is replaced by a new one. */
  async #run(): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const way = this.way ?? this.#make(false);
      const engine = await this.#adopt(way);
      const runs = await engine?.resume();
      // Given up meanwhile: who opened another one waits for that.
      if (this.way !== way) return this.#opening ?? undefined;
      this.hooks.changed();
      if (runs === true) return;
      if (tries < TRIES) this.#discard();
    }
    this.hooks.problem(HELD_BACK);
  }

  /** Null when the way was given up meanwhile. Throws when none can be made. */
  async #adopt(way: W): Promise<E | null> {
    const engine = await way.engine.catch((error: unknown) => {
      if (this.way !== way) return null;
      this.way = null;
      throw error;
    });
    if (this.way !== way) return null;
    if (this.engine === engine) return engine;
    this.engine = engine;
    if (engine !== null) this.hooks.ready(engine);
    return engine;
  }

  #drop(): void {
    this.#opening = null; // it was for this one
    this.#discard();
  }

  #discard(): void {
    this.way?.close();
    this.way = null;
    this.engine = null;
    this.isBroken = false;
  }

  /** Another device, another try. */
  #wait(pauseMs: number): void {
    const again = (): void => {
      this.#stopWaiting?.();
      this.hooks.again();
    };
    const timer = setTimeout(again, pauseMs);
    const ignore = onDeviceChange(again);
    this.#stopWaiting = () => {
      this.#stopWaiting = null;
      clearTimeout(timer);
      ignore();
    };
  }
}
