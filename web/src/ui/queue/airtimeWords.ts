import { NOBODY } from "../../core/room";
import { words } from "../../i18n/words.svelte";
import type { PersonsAirtime } from "../../net/api_types";
import { lengthText } from "../parts/time";

/** Whose music it was, for the member `me`. */
export function whoseText(one: PersonsAirtime, me: string | null): string {
  if (one.member_id === me) return words.people.me;
  if (one.member_id === NOBODY) return words.music.ofTheRoom;
  return one.name === "" ? words.modes.someone : one.name;
}

/** "42 min · 9 tracks". */
export const heardText = (one: PersonsAirtime): string =>
  `${lengthText(one.heard_us)} · ${words.modes.tracks(one.tracks)}`;
