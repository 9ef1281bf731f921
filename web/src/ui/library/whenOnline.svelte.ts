import type { RoomState } from "../../state/room.svelte";

const PATIENCE_MS = 10_000;

/** Resolves once the room can be spoken to: true, or false when it is closed or not reached within 10 s. */
export function whenOnline(room: RoomState): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (online: boolean): void => {
      clearTimeout(timer);
      resolve(online);
      queueMicrotask(stop);
    };
    const timer = setTimeout(() => finish(false), PATIENCE_MS);
    const stop = $effect.root(() => {
      $effect(() => {
        if (room.connection === "online") finish(true);
        if (room.connection === "closed") finish(false);
      });
    });
  });
}
