import { figure } from "../../i18n/formats";
import { words } from "../../i18n/sync";
import type { SyncRow } from "../../state/sync_reports.svelte";
import { errorText, fineMillisText, millisText, sideText, trimText } from "../../state/sync_level";

/** The figure of a row, and what stands instead of one. */
export function rowFigure({ report, figureUs }: SyncRow, playing = true): string {
  if (report.remote) return words.health.remote;
  if (figureUs === null)
    return report.audible
      ? playing
        ? words.health.levels.unknown
        : words.health.nothing
      : report.cause === "muted"
        ? words.health.muted
        : words.health.locked;
  const suspected = report.suspect_us !== null && figureUs !== report.err_us;
  return suspected ? `≈ ${lateText(figureUs)}` : lateText(figureUs);
}

/** "27 ms late", "0.4 ms early". */
function lateText(us: number): string {
  return `${errorText(us)} ${sideText(us)}`.trimEnd();
}

/** How many of those that can be measured are in step, and what is with the others. */
export function summaryWords(rows: readonly SyncRow[], playing: boolean): string {
  if (!playing) return words.sync.nothingPlays;
  const listening = rows.filter(({ report }) => !report.remote);
  const measured = listening.filter(({ figureUs }) => figureUs !== null);
  const inStep = measured.filter(({ level }) => level === "good").length;
  const silent = listening.filter(({ report }) => !report.audible).length;
  const waited = listening.length - measured.length - silent;
  const others = [waited > 0 ? words.sync.notMeasured(waited) : "", silent > 0 ? words.sync.silent(silent) : ""];
  const facts = [words.sync.inStep(inStep, measured.length), ...others.filter((each) => each !== "")];
  return words.parts.sentence(facts.join(words.parts.comma));
}

/** Why, and by how much it is trimmed, in the words that fit beside it; empty when there is nothing to say. */
export function rowCause({ report }: SyncRow): string {
  if (report.remote || !report.audible) return "";
  const trim = Math.round(report.trim_us / 1000) === 0 ? "" : words.sync.trimmed(trimText(report.trim_us));
  return [words.health.causes[report.cause], trim].filter((each) => each !== "").join(" · ");
}

/** A smaller suspicion reads as none. */
const SHOWN_SUSPECT_US = 100;

/** Everything else that is known of a device, as label and value. */
export function rowDetails({ report }: SyncRow): readonly (readonly [string, string])[] {
  const why = words.health.causes[report.cause];
  return [
    ...(why === "" ? [] : [[words.sync.why, why] as const]),
    [words.sync.clock, report.sigma_us === null ? "–" : figure(`± ${fineMillisText(report.sigma_us)}`)],
    [words.sync.roundTrip, millisText(report.rtt_us)],
    [words.sync.jitter, millisText(report.jitter_us)],
    ...(Math.abs(report.suspect_us ?? 0) < SHOWN_SUSPECT_US
      ? []
      : [[words.sync.suspected, lateText(report.suspect_us ?? 0)] as const]),
    [words.sync.outputDelay, millisText(report.latency_ms * 1000)],
    [words.sync.trim, trimText(report.trim_us)],
    [words.sync.musicReady, `${Math.round(report.buffered_ms / 1000)} s`],
    [words.sync.engine, words.sync.shortEngines[report.source]],
    [words.sync.dropouts, String(report.dropouts)],
    [words.sync.page, report.hidden ? words.health.background : words.sync.inFront],
  ];
}
