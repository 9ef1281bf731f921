/** Reports that lie off the line, kept back until it is clear what happened: to the output, or to its reports. Pure; times in ms. */

import { above, type Line, type Report } from "./line-fit";
import { edgeOf } from "./render-edge";

/** Reports that never rest are the best there is. */
export const PATIENCE_MS = 25_000;
/** Reports this far off the line, so many running: something happened to the output or to its reports. */
export const STEP_MS = 4;
const STEP_PAIRS = 4;
/** The output has slipped when it renders later by as much, to this share of it and this error of a few looks. */
const SLIP_SHARE = 0.25;
const SLIP_ERROR_MS = 2;
/** It may slip again meanwhile: only the newest looks tell where it is. */
const SLIP_LOOK_MS = 450;
/** Reports that go on steadily about a step which nothing else shows are believed after this long. */
const STEADY_MS = 1;
const DOUBT_MS = 10_000;
const UNSETTLED_DOUBT_MS = 2500;
/** So young an output has no past to hold its reports to. */
const YOUNG_MS = 800;
/** Ringing reports are steeper than this for each ms that they are off. */
const YOUNG_STEEP_PER_MS = 150e-6;
/** Reports wander by less. This is another output, wireless headphones say, and need not show in how it renders. */
const OTHER_OUTPUT_MS = 60;
const OTHER_OUTPUT_DOUBT_MS = 1000;

/** What is known of the output at that moment. */
interface Known {
  readonly line: Line;
  /** How it rendered before; null where it is too young for that. */
  readonly before: Line | null;
  readonly bornMs: number;
  /** The way from rendering to ear has been learnt. */
  readonly knowsDelay: boolean;
  readonly settled: boolean;
}

/** `slipped`: the output plays later than it did. `other`: it is not the output it was. */
type Verdict = "doubtful" | "slipped" | "other";

export class Strays {
  reports: readonly Report[] = [];
  /** Looks at the rendering since the first of them, the newest only. */
  looks: readonly Report[] = [];

  get newest(): Report | undefined {
    return this.reports.at(-1);
  }

  forget(): void {
    this.reports = [];
    this.looks = [];
  }

  add(report: Report): void {
    this.reports = [...this.reports, report];
    this.looks = this.looks.filter(
      ({ perfMs }, i, { length }) => perfMs > report.perfMs - SLIP_LOOK_MS || i >= length - STEP_PAIRS,
    );
  }

  look(look: Report): void {
    this.looks = [...this.looks, look];
  }

  /** @param off how far the newest lies above the line. */
  judge(off: number, known: Known): Verdict {
    if (this.reports.length < STEP_PAIRS) return "doubtful";
    if (this.#hasSlipped(off, known.before) || this.#slipsYoung(off, known)) return "slipped";
    return this.#insists(off, known.settled) ? "other" : "doubtful";
  }

  #hasSlipped(off: number, before: Line | null): boolean {
    const now = before === null ? null : edgeOf(this.looks, before);
    if (before === null || now === null) return false;
    return Math.abs(now.offsetMs - before.offsetMs - off) < SLIP_SHARE * Math.abs(off) + SLIP_ERROR_MS;
  }

  /** An output that has just begun shows nothing to hold its reports to, but ringing ones would be steep by now. */
  #slipsYoung(off: number, known: Known): boolean {
    const first = this.reports[0];
    const forMs = (this.newest?.perfMs ?? 0) - (first?.perfMs ?? 0);
    if (first === undefined || forMs <= 0 || forMs >= YOUNG_MS) return false;
    const knowsBetter = known.knowsDelay && known.before !== null;
    if (knowsBetter || first.perfMs - known.bornMs >= YOUNG_MS) return false;
    const steep = Math.abs(off - above(known.line, first.perfMs, first.offsetMs)) / forMs;
    return steep < YOUNG_STEEP_PER_MS * Math.abs(off);
  }

  #insists(off: number, settled: boolean): boolean {
    const nowMs = this.newest?.perfMs ?? 0;
    const forMs = nowMs - (this.reports[0]?.perfMs ?? nowMs);
    const isOther = Math.abs(off) > OTHER_OUTPUT_MS;
    const spanMs = isOther ? OTHER_OUTPUT_DOUBT_MS : UNSETTLED_DOUBT_MS;
    if (forMs < (settled && !isOther ? DOUBT_MS : spanMs)) return false;
    const offsets = this.reports.filter((each) => each.perfMs > nowMs - spanMs).map((each) => each.offsetMs);
    return Math.max(...offsets) - Math.min(...offsets) < STEADY_MS || forMs > PATIENCE_MS;
  }
}
