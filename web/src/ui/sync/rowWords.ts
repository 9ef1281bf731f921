import type { SyncRow } from "../../state/sync_reports.svelte";
import { errorText, fineMillisText, millisText, sideText, trimText } from "../../state/sync_level";
import { CAUSE_WORDS } from "./causeWords";

/** The figure of a row, and what stands instead of one. */
export function rowFigure({ report, figureUs }: SyncRow, playing = true): string {
  if (report.remote) return "Remote only";
  if (figureUs === null)
    return report.audible
      ? playing
        ? "Not measured"
        : "Nothing plays"
      : report.cause === "muted"
        ? "Muted"
        : "Silent";
  const suspected = report.suspect_us !== null && figureUs !== report.err_us;
  return suspected ? `≈ ${lateText(figureUs)}` : lateText(figureUs);
}

/** "27 ms late", "0.4 ms early". */
function lateText(us: number): string {
  return `${errorText(us)} ${sideText(us)}`.trimEnd();
}

/** How many of those that can be measured are in step, and what is with the others. */
export function summaryWords(rows: readonly SyncRow[], playing: boolean): string {
  if (!playing) return "Nothing plays, so there is nothing to measure.";
  const listening = rows.filter(({ report }) => !report.remote);
  const measured = listening.filter(({ figureUs }) => figureUs !== null);
  const inStep = measured.filter(({ level }) => level === "good").length;
  const silent = listening.filter(({ report }) => !report.audible).length;
  const waited = listening.length - measured.length - silent;
  const others = [waited > 0 ? `${waited} not measured yet` : "", silent > 0 ? `${silent} silent` : ""];
  return `${[`${inStep} of ${measured.length} in step`, ...others.filter((each) => each !== "")].join(", ")}.`;
}

/** Why, and by how much it is trimmed, in the words that fit beside it; empty when there is nothing to say. */
export function rowCause({ report }: SyncRow): string {
  if (report.remote || !report.audible) return "";
  const trim = Math.round(report.trim_us / 1000) === 0 ? "" : `trim ${trimText(report.trim_us)}`;
  return [CAUSE_WORDS[report.cause], trim].filter((each) => each !== "").join(" · ");
}

/** A smaller suspicion reads as none. */
const SHOWN_SUSPECT_US = 100;
const ENGINES = { worklet: "Precise", chunks: "Simple", none: "None" } as const;

/** Everything else that is known of a device, as label and value. */
export function rowDetails({ report }: SyncRow): readonly (readonly [string, string])[] {
  const why = CAUSE_WORDS[report.cause];
  return [
    ...(why === "" ? [] : [["Why", why] as const]),
    ["Clock", report.sigma_us === null ? "–" : `± ${fineMillisText(report.sigma_us)}`],
    ["Round trip", millisText(report.rtt_us)],
    ["Jitter", millisText(report.jitter_us)],
    ...(Math.abs(report.suspect_us ?? 0) < SHOWN_SUSPECT_US
      ? []
      : [["Suspected", lateText(report.suspect_us ?? 0)] as const]),
    ["Output delay", millisText(report.latency_ms * 1000)],
    ["Trim", trimText(report.trim_us)],
    ["Music ready", `${Math.round(report.buffered_ms / 1000)} s`],
    ["Engine", ENGINES[report.source]],
    ["Dropouts", String(report.dropouts)],
    ["Page", report.hidden ? "In the background" : "In front"],
  ];
}
