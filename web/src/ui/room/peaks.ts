import type { RoomState } from "../../state/room.svelte";
import { tryAgain } from "../parts/tryAgain";

/** The waveform of a rendition, or null when it cannot be had: the seek bar works without. */
async function fetchPeaks(room: RoomState, renditionId: string): Promise<Uint8Array | null> {
  try {
    const grant = await room.grant(renditionId);
    const response = await fetch(`${grant.base}peaks.bin${grant.query}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** Gives the waveform once it can be had, trying again. The answer ends it. */
export function untilPeaks(room: RoomState, renditionId: string, take: (peaks: Uint8Array) => void): () => void {
  let callOff = (): void => undefined;
  let over = false;
  const ask = (): void => {
    callOff();
    void fetchPeaks(room, renditionId).then((bytes) => {
      if (over) return;
      if (bytes === null) callOff = tryAgain(ask);
      else take(bytes);
    });
  };
  ask();
  return () => {
    over = true;
    callOff();
  };
}
