import type { Cause, SyncHealth } from "../../state/sync_health";

/** Why a device may be off, in the few words that fit into a row. */
export const CAUSE_WORDS: Record<Cause, string> = {
  none: "",
  starting: "coming into step",
  clock: "clock still rough",
  network: "unsteady network",
  asymmetry: "lopsided line",
  buffer: "little music loaded",
  output: "slow or busy output",
  hidden: "in the background",
  insecure: "page not secure",
  silenced: "silent",
  muted: "muted",
  offline: "connection was lost",
};

/** What is read aloud by itself: no figure in it, for those move several times a second and would never end. */
export function spokenHealth({ headline, cause }: Pick<SyncHealth, "headline" | "cause">): string {
  const why = CAUSE_WORDS[cause];
  return why === "" || why === headline.toLowerCase() ? `${headline}.` : `${headline}: ${why}.`;
}
