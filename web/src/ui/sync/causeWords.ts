import { words } from "../../i18n/words.svelte";
import type { SyncHealth } from "../../state/sync_health";

/** What is read aloud by itself: no figure in it, for those move several times a second and would never end. */
export function spokenHealth({ headline, cause }: Pick<SyncHealth, "headline" | "cause">): string {
  const why = words.health.causes[cause];
  return words.parts.sentence(why === "" || why === headline.toLowerCase() ? headline : `${headline}: ${why}`);
}
