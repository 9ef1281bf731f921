/**
 * When an output frame is heard: a robust line through pairs of (time, frame) as the browser reports them.
 *
 * Measured (Chromium on PulseAudio, against a recording): an output runs steadily on its crystal from its first frame on, and steps
 * only when it underruns. What is *reported* is good to some 0.3 ms at first, then rings for 10-15 s: a swing of mostly under 0.5 ms,
 * but of 10 to 50 on a busy machine, and steeper than any crystal by as much. From what is rendered to what is heard it is always the
 * same time, to 0.5 ms, however the reports ring and however often the output underruns.
 *
 * So: the first reports are held as long as later ones run too steeply, and when the way from rendering to ear is known from
 * quieter times, it decides. Once the reports have come to rest, they are all there is to it.
 */

import { EarDelay } from "./ear-delay";
import { above, fitLine, type Line, type Report, type SlopePrior, steepness } from "./line-fit";
import { RenderEdge } from "./render-edge";
import { PATIENCE_MS, STEP_MS, Strays } from "./strays";

/** Reports of this age are believed although they are as steep as this; they swing to both sides of the truth. */
const EARLY_MS = 2400;
const EARLY_STEEP = 5000e-6;
/** No crystal is as steep: these reports ring. */
const STEEP = 300e-6;
/** From this age on reports that are no steeper than this, beyond the crystal, are at rest. */
const RINGING_MS = 8000;
const REST_STEEP = 120e-6;
const STEEP_SPAN_MS = 1500;
const REST_SPAN_MS = 3000;
const WINDOW_MS = 10_000;
const MOST_PAIRS = 160;
const FEWEST_PAIRS = 4;
/** Reports of an output that has begun do not differ by as much; those of one that never gets there are taken after a while. */
const OPENING_MS = 4;
const OPENING_PATIENCE_MS = 1500;
/** Weight of the slope known before, in ms² of reports, once it is known: half of what a full window weighs. */
const SLOPE_WEIGHT = 400e6;
/** Before that: enough to keep the first few reports from a wild slope. */
const UNKNOWN_SLOPE_WEIGHT = 100e6;
/** While reports ring, their own slope means nothing. */
const RINGING_SLOPE_WEIGHT = 4000e6;
/** What a crystal may be off (150 ppm) against what a second of looks scatters (0.4 ms). */
const EDGE_SLOPE_WEIGHT = 7e6;
/** The rendering's place is known well after so long a look at it. */
const SHARP_MS = 1500;
/** An edge that scatters more is no line. */
const ODD_EDGE_MS = 2;
const SLOPE_KNOWN_S = 30;
/** A slope over less than this teaches nothing. */
const LEARNING_SPAN_MS = 8000;
const SLOPE_MEMORY_S = 60;
/** A settled line changes slowly: it is fitted anew this often. */
const FIT_EVERY_MS = 350;

export interface FrameFit {
  readonly perfMs: number;
  readonly frame: number;
  readonly msPerFrame: number;
  readonly residualUs: number;
}

export class FrameMap {
  readonly #msPerFrame: number;
  /** What the line goes through. */
  #pairs: Report[] = [];
  /** Everything of the last seconds, believed or not. */
  #recent: Report[] = [];
  #bornMs: number | null = null;
  /** The first report of all, be it nonsense. */
  #firstMs: number | null = null;
  #rings = false;
  #settled = false;
  #slope = 0;
  /** How long the slope has been learnt, s. */
  #learntS = 0;
  readonly #delay = new EarDelay();
  readonly #strays = new Strays();
  readonly #edge = new RenderEdge();
  #isTold = false;
  #line: Line = { atMs: 0, offsetMs: 0, slope: 0, residualMs: 0 };
  #ready = false;
  #anew = true;

  constructor(sampleRate: number) {
    this.#msPerFrame = 1000 / sampleRate;
  }

  get isReady(): boolean {
    return this.#ready;
  }

  /** Whether the reports have come to rest since the output's last beginning. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Whether many looks at the rendering are worth their while. */
  get isCurious(): boolean {
    return !this.#settled || this.#strays.newest !== undefined;
  }

  /** The output started, resumed or changed: what it reported before is void; its crystal and its buffers are the same. */
  restart(): void {
    this.#pairs = [];
    this.#recent = [];
    this.#bornMs = null;
    this.#firstMs = null;
    this.#rings = false;
    this.#settled = false;
    this.#strays.forget();
    this.#edge.restart();
    this.#ready = false;
    this.#anew = true;
  }

  /** It may be another output by now: the way to the ear is another, too. */
  forget(): void {
    this.restart();
    this.#delay.forget();
  }

  /** Takes one report: `frame` is heard at `perfMs`. */
  add(perfMs: number, frame: number): void {
    const newest = this.#strays.newest ?? this.#recent.at(-1);
    if (newest !== undefined && perfMs <= newest.perfMs) return;
    const report = { perfMs, offsetMs: perfMs - frame * this.#msPerFrame };
    if (!this.#ready) this.#awaitSense(report);
    else if (this.#isDoubtful(report)) return;
    this.#bornMs ??= perfMs;
    this.#firstMs ??= perfMs;
    const inWindow = (each: Report): boolean => each.perfMs >= perfMs - WINDOW_MS;
    this.#recent = [...this.#recent, report].filter(inWindow).slice(-MOST_PAIRS);
    this.#settle(perfMs - this.#bornMs);
    if (this.#isBelieved(perfMs - this.#bornMs)) this.#pairs.push(report);
    if (this.#settled) this.#pairs = this.#pairs.filter(inWindow).slice(-MOST_PAIRS);
    if (this.#pairs.length >= FEWEST_PAIRS) this.#fit(perfMs);
  }

  /** Takes one look at what is rendered just now, or was (`isTold`). The more, the better, while `isCurious`. */
  look(perfMs: number, frame: number, isTold = false): void {
    const offsetMs = perfMs - frame * this.#msPerFrame;
    this.#isTold = isTold;
    const stray = this.#strays.newest;
    // Reports that stand still never tell what happened.
    if (stray !== undefined && perfMs > stray.perfMs + PATIENCE_MS) this.#strays.forget();
    if (this.#strays.newest !== undefined) this.#strays.look({ perfMs, offsetMs });
    else this.#edge.look(perfMs, offsetMs, isTold);
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

  /** An output that is opening reports nonsense for a moment: nothing before two reports that disagree counts. */
  #awaitSense(report: Report): void {
    const last = this.#recent.at(-1) ?? report;
    const isNonsense = Math.abs(report.offsetMs - last.offsetMs) > OPENING_MS;
    if (!isNonsense || report.perfMs - (this.#firstMs ?? report.perfMs) > OPENING_PATIENCE_MS) return;
    this.#pairs = [];
    this.#recent = [];
    this.#bornMs = null;
    this.#edge.restart();
  }

  /** Reports that were steep once go on swinging, also where they turn. */
  #isBelieved(ageMs: number): boolean {
    if (this.#settled) return true;
    const steep = Math.abs(steepness(this.#recent, STEEP_SPAN_MS) ?? 0);
    if (ageMs <= EARLY_MS) return steep < EARLY_STEEP;
    this.#rings ||= steep > STEEP;
    return !this.#rings;
  }

  /** Once the reports are at rest, earlier ones are forgotten. */
  #settle(ageMs: number): void {
    if (this.#settled || ageMs < RINGING_MS) return;
    const nowMs = this.#recent.at(-1)?.perfMs ?? 0;
    const steep = Math.abs((steepness(this.#recent, REST_SPAN_MS) ?? 1) - this.#prior(nowMs).slope);
    const known = Math.min(1, this.#learntS / SLOPE_KNOWN_S);
    if (steep > REST_STEEP * (2 - known) && ageMs < PATIENCE_MS) return;
    this.#settled = true;
    this.#anew = true;
    this.#pairs = this.#recent.filter((each) => each.perfMs >= nowMs - REST_SPAN_MS).slice(0, -1);
  }

  /**
   * Reports that stray from the line are kept back until it is clear what happened. An output that slipped renders later, too.
   * Otherwise it is the reports that wander (PulseAudio does that), and they are not believed for a while.
   */
  #isDoubtful(report: Report): boolean {
    const off = above(this.#line, report.perfMs, report.offsetMs);
    if (Math.abs(off) < STEP_MS) {
      this.#strays.forget();
      return false;
    }
    this.#strays.add(report);
    const verdict = this.#strays.judge(off, {
      line: this.#line,
      before: this.#edge.latest(this.#line),
      bornMs: this.#bornMs ?? 0,
      knowsDelay: this.#delay.isLearnt,
      settled: this.#settled,
    });
    if (verdict === "doubtful") return true;
    if (verdict === "other") this.#delay.forget();
    this.#startOver();
    return false;
  }

  #startOver(): void {
    const { reports, looks } = this.#strays;
    const last = reports.at(-1);
    this.restart();
    if (last === undefined) return;
    const alike = reports.slice(0, -1).filter((each) => Math.abs(each.offsetMs - last.offsetMs) < STEP_MS);
    this.#bornMs = alike[0]?.perfMs ?? last.perfMs;
    this.#recent = alike;
    this.#pairs = [...alike];
    for (const { perfMs, offsetMs } of looks.slice(1)) this.#edge.look(perfMs, offsetMs, this.#isTold);
  }

  #fit(nowMs: number): void {
    const sinceMs = nowMs - this.#line.atMs;
    if (this.#settled && !this.#anew && sinceMs < FIT_EVERY_MS) return;
    const elapsedS = this.#ready ? sinceMs / 1000 : 0;
    const reported = fitLine(this.#pairs, this.#prior(nowMs), nowMs);
    this.#line = this.#settled ? reported : this.#sound(reported, nowMs);
    if (this.#settled) this.#learn(elapsedS, nowMs);
    this.#ready = true;
  }

  /** Reports that are not at rest yet, against what is known of the way from rendering to ear. */
  #sound(told: Line, nowMs: number): Line {
    const edge = this.#edge.line(this.#prior(nowMs), nowMs);
    if (edge === null) return told;
    const ageMs = nowMs - (this.#bornMs ?? nowMs);
    if (ageMs > SHARP_MS) this.#delay.guess(told.offsetMs - edge.offsetMs);
    const { offsetMs, share } = this.#delay.weigh(edge, told.offsetMs);
    return { ...told, offsetMs, slope: edge.slope + share * (told.slope - edge.slope) };
  }

  /** What is known of the slope: learnt from reports at rest; before that, as the output renders. */
  #prior(nowMs: number): SlopePrior {
    const known = Math.min(1, this.#learntS / SLOPE_KNOWN_S);
    const weight = known * SLOPE_WEIGHT + (1 - known) * UNKNOWN_SLOPE_WEIGHT;
    const learnt = { slope: known * this.#slope, weight: known * SLOPE_WEIGHT + EDGE_SLOPE_WEIGHT };
    if (this.#settled) return { slope: learnt.slope, weight };
    const edge = this.#edge.line(learnt, nowMs);
    const slope = edge === null || edge.residualMs > ODD_EDGE_MS ? learnt.slope : edge.slope;
    return { slope, weight: this.#rings ? RINGING_SLOPE_WEIGHT : weight };
  }

  #learn(elapsedS: number, nowMs: number): void {
    this.#learnDelay(elapsedS, nowMs);
    if (nowMs - (this.#pairs[0]?.perfMs ?? nowMs) <= LEARNING_SPAN_MS) return;
    this.#learntS = Math.min(SLOPE_MEMORY_S, this.#learntS + elapsedS);
    if (this.#learntS > 0) this.#slope += (this.#line.slope - this.#slope) * Math.min(1, elapsedS / this.#learntS);
  }

  #learnDelay(elapsedS: number, nowMs: number): void {
    const edge = this.#edge.line({ slope: this.#line.slope, weight: SLOPE_WEIGHT }, nowMs);
    if (edge !== null) this.#delay.learn(this.#line.offsetMs - edge.offsetMs, elapsedS);
  }
}
