import type { MemberRole } from "../../core/protocol.gen";
import { words } from "../../i18n/moderation";
import type { LogLine } from "../../net/moderation_api";

/** "Ana banned Bo", in the language of the page. */
export function lineText(line: LogLine): string {
  const { someone, actions } = words.moderation;
  return actions[line.action](line.by_name || someone, line.about_name || someone);
}

/** What else there is to say of a line. */
export function detailText(line: LogLine): string[] {
  const said = [line.reason];
  if (line.action === "role") said.push(roleText(line.detail));
  if (line.undone_by !== null) said.push(words.moderation.undoneBy(line.undone_by || words.moderation.someone));
  return said.filter((text) => text !== "");
}

function roleText(detail: string): string {
  const [before, after] = detail.split(":");
  const name = (role: string | undefined): string => words.people.roles[role as MemberRole];
  return `${name(before)} → ${name(after)}`;
}

/** An instant of the room timeline on this browser's clock, s since 1970: how long ago is what the timeline tells. */
export function wallS(atUs: number, nowUs: number): number {
  return Date.now() / 1000 - (nowUs - atUs) / 1e6;
}
