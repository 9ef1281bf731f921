/** What a player would tell, without one: an error that wanders, a few times a second. */
import type { PlayerStatus } from "../audio/ports";
import type { Listening } from "../state/listening.svelte";
import type { RoomState } from "../state/room.svelte";

const TELL_MS = 400;
const MINUTE_MS = 60_000;

export function playSound(room: RoomState, listening: Listening, sound: PlayerStatus, state: string): void {
  if (state === "lopsided") Object.defineProperty(room.clock, "suspectUs", { value: 27_400 });
  if (state === "remote") listening.setRemote(true);
  const wander = (atMs: number): number | null =>
    sound.errUs === null
      ? null
      : Math.round(sound.errUs * (1 + 0.4 * Math.sin(atMs / 3000)) + 200 * Math.sin(atMs / 700));
  const nowMs = performance.now();
  for (let atMs = nowMs - MINUTE_MS; atMs < nowMs; atMs += TELL_MS) listening.history.add(wander(atMs), atMs);
  setInterval(() => {
    const errUs = wander(performance.now());
    listening.status = { ...sound, errUs };
    listening.history.add(errUs);
  }, TELL_MS);
}
