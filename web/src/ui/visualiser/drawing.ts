import { BINS } from "../../audio/signal";
import { Bands } from "./bands";

/** How often it is looked whether something sounds again. */
const LOOK_MS = 250;
const LONGEST_STEP_S = 0.1;
/** Frames come a little before or after their time. */
const EARLY_MS = 4;

export interface Canvas {
  readonly width: number;
  readonly height: number;
  draw(heights: Float32Array): void;
}

/** The page's frames and whether anybody sees them. */
export interface Frames {
  request(step: (nowMs: number) => void): number;
  cancel(id: number): void;
  readonly hidden: boolean;
  /** Returns what ends it. */
  onVisibility(changed: () => void): () => void;
}

export const pageFrames: Frames = {
  request: (step) => requestAnimationFrame(step),
  cancel: (id) => cancelAnimationFrame(id),
  get hidden(): boolean {
    return document.visibilityState === "hidden";
  },
  onVisibility(changed) {
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  },
};

interface Options {
  canvas: Canvas;
  bars: number;
  /** Writes the levels; false while nothing can be heard here. */
  read(levels: Uint8Array<ArrayBuffer>): boolean;
  mostFramesPerS: number;
  frames?: Frames;
}

/**
 * Draws bars as long as something sounds and the page is seen. In silence it only looks now and then, in a hidden page it does
 * nothing at all. A step makes no objects.
 */
export class Drawing {
  readonly #options: Options;
  readonly #frames: Frames;
  readonly #bands: Bands;
  readonly #levels = new Uint8Array(BINS);
  readonly #ignore: () => void;
  readonly #leastMs: number;
  #frame: number | null = null;
  #look: ReturnType<typeof setTimeout> | null = null;
  #lastMs = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#frames = options.frames ?? pageFrames;
    this.#bands = new Bands(options.bars, BINS);
    this.#leastMs = 1000 / options.mostFramesPerS - EARLY_MS;
    this.#ignore = this.#frames.onVisibility(() => this.#begin());
    this.#begin();
  }

  /** Whether it draws, or waits for sound. */
  get isDrawing(): boolean {
    return this.#frame !== null;
  }

  close(): void {
    this.#ignore();
    this.#rest();
  }

  #begin(): void {
    this.#rest();
    if (!this.#frames.hidden) this.#next();
  }

  #rest(): void {
    if (this.#frame !== null) this.#frames.cancel(this.#frame);
    if (this.#look !== null) clearTimeout(this.#look);
    this.#frame = null;
    this.#look = null;
  }

  #next(): void {
    this.#frame = this.#frames.request(this.#step);
  }

  readonly #step = (nowMs: number): void => {
    const passedMs = nowMs - this.#lastMs;
    if (passedMs < this.#leastMs) {
      this.#next();
      return;
    }
    this.#lastMs = nowMs;
    const heard = this.#options.read(this.#levels);
    this.#bands.take(heard ? this.#levels : null, Math.min(LONGEST_STEP_S, passedMs / 1000));
    this.#options.canvas.draw(this.#bands.heights);
    if (!this.#bands.areStill) this.#next();
    else this.#wait();
  };

  /** Nothing to draw: the next frame is asked for when there may be. */
  #wait(): void {
    this.#frame = null;
    this.#look = setTimeout(() => {
      this.#look = null;
      this.#next();
    }, LOOK_MS);
  }
}
