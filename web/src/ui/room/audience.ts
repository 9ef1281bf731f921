import { words } from "../../i18n/words.svelte";
import type { Audience } from "../../state/people";

/** "3 listening · 1 remote · 1 silent". */
export function audienceText({ hearing, remotes, silent }: Audience): string {
  const others = [remotes > 0 ? words.people.remotes(remotes) : "", silent > 0 ? words.people.silent(silent) : ""];
  return [words.people.hearing(hearing), ...others].filter((each) => each !== "").join(" · ");
}
