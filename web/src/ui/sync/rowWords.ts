import type { SyncRow } from "../../state/sync_reports.svelte";
import { fineMillisText, millisText, trimText } from "../../state/sync_level";
import { CAUSE_WORDS } from "./causeWords";

/** The figure of a row, and what stands instead of one. */
export function rowFigure({ report, figureUs }: SyncRow): string {
  if (report.remote) return "Remote only";
  if (figureUs === null) return report.audible ? "Not measured" : "Silent";
  const suspected = report.suspect_us !== null && figureUs !== report.err_us;
  return `${suspected ? "≈ " : ""}${millisText(figureUs)} ${figureUs > 0 ? "late" : "early"}`;
}

/** Why, in the words that fit beside it; empty when nothing is wrong. */
export function rowCause({ report }: SyncRow): string {
  if (report.remote) return "";
  return report.cause === "silenced" && !report.audible ? "" : CAUSE_WORDS[report.cause];
}

const ENGINES = { worklet: "Precise", chunks: "Simple", none: "None" } as const;

/** Everything else that is known of a device, as label and value. */
export function rowDetails({ report }: SyncRow): readonly (readonly [string, string])[] {
  return [
    ["Why", CAUSE_WORDS[report.cause] || "–"],
    ["Clock", report.sigma_us === null ? "–" : `± ${fineMillisText(report.sigma_us)}`],
    ["Round trip", millisText(report.rtt_us)],
    ["Jitter", millisText(report.jitter_us)],
    ["Suspected", report.suspect_us === null ? "–" : trimText(report.suspect_us)],
    ["Output delay", millisText(report.latency_ms * 1000)],
    ["Trim", trimText(report.trim_us)],
    ["Music ready", `${Math.round(report.buffered_ms / 1000)} s`],
    ["Engine", ENGINES[report.source]],
    ["Dropouts", String(report.dropouts)],
    ["Page", report.hidden ? "In the background" : "In front"],
  ];
}
