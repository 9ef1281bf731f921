import { words } from "../../i18n/words.svelte";
import type { PlayerState } from "../../audio/ports";
import type { Silence } from "../../state/listening.svelte";
import type { Connection, Person } from "../../state/room.svelte";

/** Why this device is silent, and one tap ends it. */
export type SilentKind = "locked" | "silenced" | "other-tab";
export type NoticeKind = "offline" | "gate" | "insecure";

export interface SilenceFacts {
  sound: PlayerState;
  /** Why this device is silent though the room plays: its lock screen or a call, or another tab of the same person. */
  silence: Silence | null;
}

export interface NoticeFacts {
  connection: Connection;
  /** The first snapshot of the room is there. */
  loaded: boolean;
  gated: boolean;
  secure: boolean;
}

/** What keeps this device from sounding; null when nothing does. */
export function silentKind({ sound, silence }: SilenceFacts): SilentKind | null {
  if (sound === "remote") return null;
  if (sound === "locked") return "locked";
  if (silence === "other-tab") return "other-tab";
  return sound === "interrupted" || silence === "here" ? "silenced" : null;
}

/** What people have to be told right now, most pressing first. */
export function notices(facts: NoticeFacts): NoticeKind[] {
  const list: NoticeKind[] = [];
  const lost = facts.connection === "offline" || (facts.connection === "connecting" && facts.loaded);
  if (lost) list.push("offline");
  if (facts.gated && !lost) list.push("gate");
  if (!facts.secure) list.push("insecure");
  return list;
}

/** Nothing is promised of music that does not play, nor of a room that was not there yet. */
export function offlineText({ loaded, playing }: { loaded: boolean; playing: boolean }): string {
  if (!loaded) return words.room.unreachable;
  return playing ? words.room.lostPlaying : words.room.lost;
}

/** "Waiting for Ana", "Waiting for Ana and Ben", "Waiting for Ana and 3 others". */
export function waitingText(people: readonly Person[]): string {
  const waited = people.filter((person) => person.presence?.listening === true && person.presence.buffering);
  const names = waited.map((person) => (person.isMe ? words.room.waitedYou : person.name));
  const [first, second] = names;
  if (first === undefined) return words.room.gettingReady;
  if (second === undefined) return words.room.waitingFor(first);
  if (names.length === 2) return words.room.waitingForTwo(first, second);
  return words.room.waitingForMany(first, names.length - 1);
}
