/** Everybody's sync as the host sees it, for as long as somebody looks: a row each, the worst first, without jumping about. */
import type { SyncReport } from "../core/protocol.gen";
import { SUSPECT_US, NO_GREEN_SIGMA_US } from "./sync_health";
import { syncLevel, type SyncLevel } from "./sync_level";

/** Two minutes, a value a second. */
const MOST_HISTORY = 120;
/** A row moves when its member has been better or worse for so many reports running. */
const STEADY_REPORTS = 3;

export interface SyncRow {
  readonly memberId: string;
  readonly report: SyncReport;
  readonly level: SyncLevel;
  /** What of the figure is heard, suspicion with it, µs; null: nothing is measured. */
  readonly figureUs: number | null;
  /** `err_us` of the last two minutes, oldest first. */
  readonly history: readonly (number | null)[];
}

/** Behind every row there can be. */
const LAST = 1e6;

interface Standing {
  rank: number;
  /** Where it is going, and for how many reports. */
  next: number;
  running: number;
}

type Watch = (callback: (reports: readonly SyncReport[], leftOut: number) => void) => () => void;

export class SyncReports {
  rows = $state.raw<readonly SyncRow[]>([]);
  /** How many more listen: the server reports on those most out of step. */
  leftOut = $state(0);
  /** The first reports have come. */
  heard = $state(false);
  /** Somebody has the pointer or the keyboard among the rows: none may move away under it. */
  held = false;
  /** In the order in which members were first seen, which breaks ties. */
  readonly #standings = new Map<string, Standing>();

  /** Watches until the answer is called. */
  start(watch: Watch): () => void {
    return watch((reports, leftOut) => this.take(reports, leftOut));
  }

  take(reports: readonly SyncReport[], leftOut = 0): void {
    this.leftOut = leftOut;
    const before = new Map(this.rows.map((row) => [row.memberId, row]));
    const rows = reports.map((report) => rowOf(report, before.get(report.member_id)?.history ?? []));
    for (const row of rows) this.#follow(row);
    const place = new Map([...this.#standings.keys()].map((memberId, index) => [memberId, index]));
    const shown = new Map([...before.keys()].map((memberId, index) => [memberId, index]));
    const rank = ({ memberId }: SyncRow): number =>
      (this.held ? shown.get(memberId) : this.#standings.get(memberId)?.rank) ?? LAST;
    rows.sort((a, b) => rank(a) - rank(b) || (place.get(a.memberId) ?? 0) - (place.get(b.memberId) ?? 0));
    this.#forget(new Set(rows.map(({ memberId }) => memberId)));
    this.rows = rows;
    this.heard = true;
  }

  #follow(row: SyncRow): void {
    const wanted = rankOf(row);
    const standing = this.#standings.get(row.memberId);
    if (standing === undefined) {
      this.#standings.set(row.memberId, { rank: wanted, next: wanted, running: 0 });
      return;
    }
    standing.running = wanted === standing.next ? standing.running + 1 : 1;
    standing.next = wanted;
    if (standing.running >= STEADY_REPORTS) standing.rank = wanted;
  }

  #forget(present: ReadonlySet<string>): void {
    for (const memberId of this.#standings.keys()) if (!present.has(memberId)) this.#standings.delete(memberId);
  }
}

function rowOf(report: SyncReport, before: readonly (number | null)[]): SyncRow {
  const whole = report.history.length > 0 ? report.history : [...before, report.err_us];
  const figureUs = figureOf(report);
  const level = syncLevel(figureUs);
  return {
    memberId: report.member_id,
    report,
    figureUs,
    level: level === "good" && (report.sigma_us ?? 0) > NO_GREEN_SIGMA_US ? "fair" : level,
    history: whole.slice(-MOST_HISTORY),
  };
}

function figureOf({ err_us, suspect_us, audible }: SyncReport): number | null {
  if (err_us === null || !audible) return null;
  return suspect_us !== null && Math.abs(suspect_us) >= SUSPECT_US ? err_us + suspect_us : err_us;
}

/** The worst first; who makes no sound on purpose comes last. */
function rankOf({ level, report }: SyncRow): number {
  if (report.remote || report.cause === "silenced" || report.cause === "muted") return 4;
  return { bad: 0, fair: 1, unknown: 2, good: 3 }[level];
}
