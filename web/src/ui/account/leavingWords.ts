import { words } from "../../i18n/account";
import type { Leaving } from "../../net/people_api";
import { bytesText } from "../../state/upload/estimate";

const SHOWN = 3;

/** What becomes of somebody's things, one sentence each. */
export function leavingWords(what: Leaving): string[] {
  const lines = [words.account.erased];
  for (const room of what.rooms_handed_over.slice(0, SHOWN)) lines.push(words.account.handedOver(room.name, room.to));
  const moreHanded = what.rooms_handed_over.length - SHOWN;
  if (moreHanded > 0) lines.push(words.account.moreHandedOver(moreHanded));
  if (what.rooms_deleted.length > 0) {
    const quoted = what.rooms_deleted.slice(0, SHOWN).map((name) => words.account.quoted(name));
    const names = quoted.join(words.parts.comma);
    const more = what.rooms_deleted.length - SHOWN;
    lines.push(more > 0 ? words.account.nobodyInMore(names, more) : words.account.nobodyIn(names));
  }
  if (what.tracks_deleted > 0)
    lines.push(words.account.tracksDeleted(what.tracks_deleted, bytesText(what.bytes_deleted)));
  if (what.tracks_kept > 0) lines.push(words.account.tracksKept(what.tracks_kept));
  return lines;
}
