import type { Leaving } from "../../net/people_api";
import { bytesText } from "../../state/upload/estimate";
import { counted } from "../parts/words";

const SHOWN = 3;

/** What becomes of somebody's things, one sentence each. */
export function leavingWords(what: Leaving): string[] {
  const lines = ["Your name, address and sign-ins are erased, and every device is signed out."];
  for (const room of what.rooms_handed_over.slice(0, SHOWN))
    lines.push(`“${room.name}” goes on; ${room.to} becomes its host.`);
  const moreHanded = what.rooms_handed_over.length - SHOWN;
  if (moreHanded > 0) lines.push(`${counted(moreHanded, "more room")} of yours go on with another host.`);
  if (what.rooms_deleted.length > 0) {
    const names = what.rooms_deleted.slice(0, SHOWN).map((name) => `“${name}”`);
    const more = what.rooms_deleted.length - SHOWN;
    lines.push(`Nobody else is in ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}: deleted.`);
  }
  if (what.tracks_deleted > 0)
    lines.push(
      `${counted(what.tracks_deleted, "track")} only you can use: deleted (${bytesText(what.bytes_deleted)}).`,
    );
  if (what.tracks_kept > 0)
    lines.push(`${counted(what.tracks_kept, "track")} that others can use: kept, without your name.`);
  return lines;
}
