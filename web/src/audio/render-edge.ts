/**
 * How an output renders, seen from the page: time minus nominal time of what is being rendered, at many looks.
 *
 * A look comes late by up to a buffer and a busy moment, hardly ever early, so the lower edge is what tells: it runs as steadily as
 * the output itself, from the first frame on, and steps where the output underruns. A worklet tells the earliest of each tenth of
 * a second (a quarter, when all is known), which is the edge to a millisecond; a page that has to look for itself, 50 times a second, is off by up to 4 ms.
 */

import { above, fitLine, type Line, median, type Report, type SlopePrior } from "./line-fit";

const BLOCK_MS = 1000;
const MOST_BLOCKS = 20;
/** Fewer looks make no edge. */
const FEWEST_LOOKS = 3;
/** An edge of few looks is one of them; of more, the second lowest: single looks do come early. */
const MANY_LOOKS = 8;
/** Of what is told, so many in a second make an edge. */
const TOLD_LOOKS = 4;
const EARLY_SHARE = 0.3;
const LATEST_BLOCKS = 3;
/** A few looks miss the edge by a whole buffer, a second of them by a part of it. */
const GLIMPSE_ERROR_MS = 12;
const BLURRED_ERROR_MS = 4;
/** Told by who renders, in whole milliseconds. */
const TOLD_ERROR_MS = 2;
/** From second to second it scatters by what the output's buffers make of it: 0.2 ms on one, 2 ms on another. */
const SPREADS = 1.5;
/** A slope needs so many blocks. */
const FEWEST_BLOCKS = 3;

/** `errorMs`: how far its place may be off. */
export interface Edge extends Line {
  readonly errorMs: number;
}

interface Block {
  readonly fromMs: number;
  readonly looks: Report[];
}

export class RenderEdge {
  #blocks: Block[] = [];
  #isTold = false;

  /** The output started, or slipped. */
  restart(): void {
    this.#blocks = [];
  }

  /** @param isTold by who renders, not seen by chance. */
  look(perfMs: number, offsetMs: number, isTold = false): void {
    this.#isTold = isTold;
    const last = this.#blocks.at(-1);
    const look = { perfMs, offsetMs };
    if (last !== undefined && perfMs - last.fromMs < BLOCK_MS) last.looks.push(look);
    else this.#blocks = [...this.#blocks, { fromMs: perfMs, looks: [look] }].slice(-MOST_BLOCKS);
  }

  /** The edge of the last few seconds, running as the given line does: blind to what happened before. */
  latest(along: Line): Line | null {
    return edgeOf(
      this.#blocks.slice(-LATEST_BLOCKS).flatMap(({ looks }) => looks),
      along,
    );
  }

  /** Null before there is enough to see. */
  line(prior: SlopePrior, nowMs: number): Edge | null {
    const fewest = this.#isTold ? TOLD_LOOKS : MANY_LOOKS;
    const full = this.#blocks.filter(({ looks }) => looks.length >= fewest);
    if (full.length < FEWEST_BLOCKS) {
      const looks = this.#blocks.flatMap((block) => block.looks);
      const edge = edgeOf(looks, { atMs: nowMs, offsetMs: 0, slope: prior.slope, residualMs: 0 });
      const isGlimpse = nowMs - (looks[0]?.perfMs ?? nowMs) < BLOCK_MS;
      const seenMs = isGlimpse ? GLIMPSE_ERROR_MS : BLURRED_ERROR_MS;
      return edge && { ...edge, errorMs: this.#isTold ? TOLD_ERROR_MS : seenMs };
    }
    const edges = full.map(({ fromMs, looks }) => {
      const atMs = fromMs + BLOCK_MS / 2;
      const flat = { atMs, offsetMs: 0, slope: prior.slope, residualMs: 0 };
      return { perfMs: atMs, offsetMs: edgeOf(looks, flat)?.offsetMs ?? 0 };
    });
    // A busy machine makes whole seconds of looks late: the slope is that of all, the place that of the earlier ones.
    const line = fitLine(edges, prior, nowMs);
    const heights = edges.map((edge) => above(line, edge.perfMs, edge.offsetMs)).sort((a, b) => a - b);
    const heightMs = heights[Math.floor(heights.length * EARLY_SHARE)] ?? 0;
    return { ...line, offsetMs: line.offsetMs + heightMs, errorMs: SPREADS * line.residualMs };
  }
}

/** The line below these looks that runs as the given one does: its lowest, without what is still missing on the average. */
export function edgeOf(looks: readonly Report[], along: Line): Line | null {
  if (looks.length < FEWEST_LOOKS) return null;
  const heights = looks.map((look) => above(along, look.perfMs, look.offsetMs)).sort((a, b) => a - b);
  const rank = heights.length < MANY_LOOKS ? 0 : 1;
  const width = 2 * (median(heights) - (heights[rank] ?? 0));
  const heightMs = (heights[rank] ?? 0) - ((rank + 1) * width) / (heights.length + 1);
  return { ...along, offsetMs: along.offsetMs + heightMs };
}
