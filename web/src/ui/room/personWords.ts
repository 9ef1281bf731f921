import { words } from "../../i18n/words.svelte";
import type { Person } from "../../state/room.svelte";
import { errorText, syncLevel, type SyncLevel } from "../../state/sync_level";

export interface PersonState {
  words: string;
  level: SyncLevel | "away";
}

/**
 * What the others can know of one person: away, silent, loading, or how well in step.
 * The options: whether the room plays, and whether it is known as of now: after a while without a connection it is not.
 */
export function personState(
  { presence }: Pick<Person, "presence">,
  { playing = true, known = true } = {},
): PersonState {
  const now = presentState(presence, playing);
  return known || now.level === "away" ? now : { words: words.people.lastKnown(now.words), level: "unknown" };
}

function presentState(presence: Person["presence"], playing: boolean): PersonState {
  if (!presence?.connected) return { words: words.people.away, level: "away" };
  if (!presence.listening) return { words: words.people.lookingIn, level: "unknown" };
  if (presence.remote) return { words: words.people.controlsOnly, level: "unknown" };
  if (presence.buffering) return { words: words.people.loading, level: "unknown" };
  if (!presence.audible)
    return { words: presence.cause === "muted" ? words.people.muted : words.people.soundOff, level: "unknown" };
  if (presence.err_us === null)
    return { words: playing ? words.people.listening : words.people.ready, level: "unknown" };
  const level = syncLevel(presence.err_us);
  const figure = errorText(presence.err_us);
  const cause = words.health.causes[presence.cause];
  // A cause explains an error; in step there is nothing to explain, except that a lopsided line hides one.
  const explains = cause !== "" && (level !== "good" || presence.cause === "asymmetry");
  return { words: explains ? `${figure} · ${cause}` : figure, level };
}

/** One or two letters for the circle next to a name. */
export function initials(name: string): string {
  const names = name.trim().split(/\s+/);
  const letters = [names[0], names.length > 1 ? names.at(-1) : undefined];
  return letters
    .map((each) => Array.from(each ?? "")[0] ?? "")
    .join("")
    .toUpperCase();
}

/** A steady hue in degrees for a member, so that a name keeps its colour. */
export function hueOf(memberId: string): number {
  // FNV-1a, then the golden angle, so that ids that differ in one letter get colours far apart.
  let hash = 0x811c9dc5;
  for (const character of memberId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return Math.round((hash % 1000) * 137.508) % 360;
}
