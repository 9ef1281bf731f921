import type { Audience } from "../../state/people";

/** "3 listening · 1 remote · 1 silent". */
export function audienceText({ hearing, remotes, silent }: Audience): string {
  const others = [remotes > 0 ? `${remotes} remote` : "", silent > 0 ? `${silent} silent` : ""];
  return [`${hearing} listening`, ...others].filter((each) => each !== "").join(" · ");
}
