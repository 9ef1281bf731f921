/**
 * When an output frame is heard: a robust line through pairs of (time, frame) as the browser reports them.
 *
 * Measured (Chromium on PulseAudio, against a recording): reports wander 2-4 ms in an output's first 8 s and stay within 0.2 ms
 * later, while the output itself runs steadily. So: a window of 10 s, outliers weighted away, the slope held back by what was
 * learnt before, and the first 8 s forgotten as soon as there is better.
 */

const WINDOW_MS = 10_000;
const UNSETTLED_MS = 8000;
/** Pairs needed from after the unsettled time before the earlier ones are dropped. */
const SETTLED_MS = 3000;
const MOST_PAIRS = 160;
const FEWEST_PAIRS = 4;
/** Weight of the slope known before, in s² of pairs, once it is known: half of what a full window of pairs weighs. */
const SLOPE_WEIGHT = 400;
/** Before that: enough to keep the first few reports from a wild slope. */
const UNKNOWN_SLOPE_WEIGHT = 100;
const SLOPE_KNOWN_S = 30;
/** No sound card is further off. */
const MOST_SLOPE = 300e-6;
/** A slope over less than this teaches nothing. */
const LEARNING_SPAN_MS = 8000;
const SLOPE_MEMORY_S = 60;
const ROUNDS = 4;
/** This many reports running, this far off the line: something happened to the output or to its reports. */
const STEP_MS = 4;
const STEP_PAIRS = 10;
const FEWEST_BEFORE_STEP = 20;
/** Reports that go on about a slip which nothing else shows are believed after all. */
const DOUBT_MS = 10_000;
/** Reports wander by less. This is another output, wireless headphones say, and need not show in how it renders. */
const OTHER_OUTPUT_MS = 60;

interface Pair {
  readonly perfMs: number;
  /** Time minus the frame's nominal time, ms. */
  readonly offsetMs: number;
  /** The same for the frame being rendered at that time. It scatters by a buffer, but its lower edge cannot lie. */
  readonly renderMs: number;
}

/** Offset as a function of time; `residualMs`: how far the reports scatter around it. */
interface Line {
  readonly atMs: number;
  readonly offsetMs: number;
  readonly slope: number;
  readonly residualMs: number;
}

/** What was known before the output slipped. */
interface Bridge {
  readonly line: Line;
  readonly before: readonly Pair[];
}

export interface FrameFit {
  readonly perfMs: number;
  readonly frame: number;
  readonly msPerFrame: number;
  readonly residualUs: number;
}

export class FrameMap {
  readonly #msPerFrame: number;
  #pairs: Pair[] = [];
  #bornMs: number | null = null;
  #settled = false;
  #slope = 0;
  /** How long the slope has been learnt, s. */
  #learntS = 0;
  #strays: Pair[] = [];
  #bridge: Bridge | null = null;
  #line: Line = { atMs: 0, offsetMs: 0, slope: 0, residualMs: 0 };
  #ready = false;
  #anew = true;

  constructor(sampleRate: number) {
    this.#msPerFrame = 1000 / sampleRate;
  }

  /** The output started, resumed or changed: what it reported before is void, its crystal's rate is not. */
  restart(): void {
    this.#pairs = [];
    this.#bornMs = null;
    this.#settled = false;
    this.#strays = [];
    this.#bridge = null;
    this.#ready = false;
    this.#anew = true;
  }

  /** Takes one report: `frame` is heard at `perfMs`. `renderMs`: time minus nominal time of what is rendered just now. */
  add(perfMs: number, frame: number, renderMs: number): void {
    const last = this.#pairs.at(-1);
    if (last !== undefined && perfMs <= last.perfMs) return;
    this.#bornMs ??= perfMs;
    const pair = { perfMs, offsetMs: perfMs - frame * this.#msPerFrame, renderMs };
    if (this.#isDoubtful(pair)) return;
    this.#pairs.push(pair);
    this.#forget(perfMs);
    if (this.#settled) this.#bridge = null;
    if (this.#bridge !== null) this.#crossOver(this.#bridge);
    else if (this.#pairs.length >= FEWEST_PAIRS) this.#fit(perfMs);
  }

  /** True once after every fresh beginning. */
  takeAnew(): boolean {
    const anew = this.#anew && this.#ready;
    if (anew) this.#anew = false;
    return anew;
  }

  /** The line at a frame; null before there are enough reports. */
  at(frame: number): FrameFit | null {
    if (!this.#ready) return null;
    const { atMs, offsetMs, slope, residualMs } = this.#line;
    // offset = perf - nominal, and offset itself runs along perf: perf = nominal + offset(perf).
    const nominal = frame * this.#msPerFrame;
    const perfMs = (nominal + offsetMs - slope * atMs) / (1 - slope);
    return { perfMs, frame, msPerFrame: this.#msPerFrame / (1 - slope), residualUs: residualMs * 1000 };
  }

  /**
   * Reports that stray from the line are kept back until it is clear what happened. An output that slipped renders later, too.
   * Otherwise it is the reports that wander (PulseAudio does that), and they are not believed for a while. Before a first line has
   * settled, later reports are better than earlier ones.
   */
  #isDoubtful(pair: Pair): boolean {
    const { atMs, offsetMs, slope } = this.#line;
    const off = pair.offsetMs - offsetMs - slope * (pair.perfMs - atMs);
    if (this.#pairs.length < FEWEST_BEFORE_STEP || Math.abs(off) < STEP_MS) {
      this.#strays = [];
      return false;
    }
    this.#strays.push(pair);
    if (this.#strays.length < STEP_PAIRS) return true;
    const recent = this.#strays.slice(-STEP_PAIRS);
    const slipMs = slipOf(recent, this.#pairs);
    const doubtedMs = pair.perfMs - (this.#strays[0]?.perfMs ?? 0);
    const agrees = Math.abs(slipMs - off) < Math.abs(off) / 2 + 1;
    if (this.#settled && !agrees && Math.abs(off) < OTHER_OUTPUT_MS && doubtedMs < DOUBT_MS) return true;
    this.#startOver(recent, this.#settled && agrees);
    return false;
  }

  /** A new line from these reports on; until they have settled, the old line shifted by what the output slipped, if that is known. */
  #startOver(recent: readonly Pair[], slipIsKnown: boolean): void {
    const bridge = slipIsKnown ? { line: this.#line, before: this.#pairs } : null;
    this.restart();
    this.#bridge = bridge;
    this.#pairs = recent.slice(0, -1);
    this.#bornMs = recent[0]?.perfMs ?? null;
  }

  #crossOver({ line, before }: Bridge): void {
    this.#line = { ...line, offsetMs: line.offsetMs + slipOf(this.#pairs, before) };
    this.#ready = true;
  }

  #forget(nowMs: number): void {
    let fromMs = nowMs - WINDOW_MS;
    const settledAt = (this.#bornMs ?? nowMs) + UNSETTLED_MS;
    if (nowMs > settledAt + SETTLED_MS) {
      fromMs = Math.max(fromMs, settledAt);
      if (!this.#settled) this.#anew = true;
      this.#settled = true;
    }
    this.#pairs = this.#pairs.filter((pair) => pair.perfMs >= fromMs).slice(-MOST_PAIRS);
  }

  #fit(nowMs: number): void {
    const weights = this.#pairs.map(() => 1);
    let line = this.#line;
    for (let round = 0; round < ROUNDS; round += 1) {
      line = this.#weightedLine(weights);
      const { atMs, offsetMs, slope } = line;
      const residuals = this.#pairs.map((pair) => Math.abs(pair.offsetMs - offsetMs - slope * (pair.perfMs - atMs)));
      const spread = 1.48 * median(residuals);
      const reach = 4.5 * (spread + 0.02);
      residuals.forEach((residual, i) => {
        weights[i] = residual < reach ? (1 - (residual / reach) ** 2) ** 2 : 1e-9;
      });
      line = { ...line, residualMs: spread };
    }
    const elapsedS = this.#ready ? (nowMs - this.#line.atMs) / 1000 : 0;
    this.#line = { ...line, offsetMs: line.offsetMs + line.slope * (nowMs - line.atMs), atMs: nowMs };
    const spanMs = nowMs - (this.#pairs[0]?.perfMs ?? nowMs);
    if (this.#settled && spanMs > LEARNING_SPAN_MS) {
      this.#learntS = Math.min(SLOPE_MEMORY_S, this.#learntS + elapsedS);
      if (this.#learntS > 0) this.#slope += (line.slope - this.#slope) * Math.min(1, elapsedS / this.#learntS);
    }
    this.#ready = true;
  }

  #weightedLine(weights: readonly number[]): Line {
    let total = 0;
    let x = 0;
    let y = 0;
    this.#pairs.forEach((pair, i) => {
      const weight = weights[i] ?? 0;
      total += weight;
      x += weight * pair.perfMs;
      y += weight * pair.offsetMs;
    });
    const atMs = x / total;
    const offsetMs = y / total;
    const known = Math.min(1, this.#learntS / SLOPE_KNOWN_S);
    let xx = 1e6 * (known * SLOPE_WEIGHT + (1 - known) * UNKNOWN_SLOPE_WEIGHT);
    let xy = 1e6 * known * SLOPE_WEIGHT * this.#slope;
    this.#pairs.forEach((pair, i) => {
      const weight = weights[i] ?? 0;
      xx += weight * (pair.perfMs - atMs) ** 2;
      xy += weight * (pair.perfMs - atMs) * (pair.offsetMs - offsetMs);
    });
    return { atMs, offsetMs, slope: Math.max(-MOST_SLOPE, Math.min(MOST_SLOPE, xy / xx)), residualMs: 0 };
  }
}

/**
 * How much later an output renders now than before, to a millisecond or so. Looks come late by up to a buffer and a busy moment,
 * never early: the lower edges of equally many looks are compared.
 */
function slipOf(now: readonly Pair[], before: readonly Pair[]): number {
  const count = Math.min(now.length, before.length);
  const edge = (pairs: readonly Pair[]): number => Math.min(...pairs.slice(-count).map((pair) => pair.renderMs));
  return edge(now) - edge(before);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
