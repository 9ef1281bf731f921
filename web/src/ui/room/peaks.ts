import type { RoomState } from "../../state/room.svelte";

/** The waveform of a rendition, or null when it cannot be had: the seek bar works without. */
export async function fetchPeaks(room: RoomState, renditionId: string): Promise<Uint8Array | null> {
  try {
    const grant = await room.grant(renditionId);
    const response = await fetch(`${grant.base}peaks.bin${grant.query}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}
