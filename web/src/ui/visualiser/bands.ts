/** From the levels of a spectrum to a few bars that move as ears hear: by ratios of frequency, up at once and down slowly. */

/** The lowest bin that tells anything, about 47 Hz, and the highest that music fills, about 11 kHz. */
const FIRST_BIN = 1;
const LAST_SHARE = 0.46;
/** Of its height a bar loses at most so much a second. */
const FALL_PER_S = 1.8;
const STILL = 0.004;

/** Where each band begins, one more than there are bands; every band has a bin at least. */
export function bandEdges(bins: number, count: number): number[] {
  const last = Math.max(FIRST_BIN + count, Math.floor(bins * LAST_SHARE));
  const edges = [FIRST_BIN];
  for (let band = 1; band <= count; band += 1) {
    const ideal = FIRST_BIN * (last / FIRST_BIN) ** (band / count);
    edges.push(Math.max((edges[band - 1] ?? 0) + 1, Math.round(ideal)));
  }
  return edges;
}

export class Bands {
  /** 0 to 1. */
  readonly heights: Float32Array;
  readonly #edges: readonly number[];

  constructor(count: number, bins: number) {
    this.heights = new Float32Array(count);
    this.#edges = bandEdges(bins, count);
  }

  /** @param levels 0 to 255 for each bin; null: nothing sounds. */
  take(levels: Uint8Array | null, passedS: number): void {
    const fall = FALL_PER_S * passedS;
    for (let band = 0; band < this.heights.length; band += 1) {
      const now = levels === null ? 0 : this.#loudest(levels, band) / 255;
      this.heights[band] = Math.max(now, (this.heights[band] ?? 0) - fall, 0);
    }
  }

  /** Nothing moves any more. */
  get areStill(): boolean {
    return this.heights.every((height) => height < STILL);
  }

  #loudest(levels: Uint8Array, band: number): number {
    const [from, to] = [this.#edges[band] ?? 0, this.#edges[band + 1] ?? 0];
    let most = 0;
    for (let bin = from; bin < to; bin += 1) most = Math.max(most, levels[bin] ?? 0);
    return most;
  }
}
