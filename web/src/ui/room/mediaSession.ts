import type { Track } from "../../core/protocol.gen";
import { coverUrl } from "../parts/coverSources";
import type { SystemPause } from "../preferences.svelte";

/** What the lock screen, the keyboard's media keys and headphones may do here. Null takes a button away. */
export interface MediaButtons {
  /** Makes this device sound; where a pause reaches the room, so does this. */
  play: () => void;
  /** Silences this device, or pauses the room, as its owner has set it. */
  pause: () => void;
  previous: (() => void) | null;
  next: (() => void) | null;
  /** To a place of the track, in seconds from its beginning. */
  seek: ((toS: number) => void) | null;
}

export interface MediaPosition {
  durationS: number;
  positionS: number;
}

/** How far a pause from the system goes: only who may control the room can pause it. */
export function systemPauseReaches(choice: SystemPause, canControl: boolean): SystemPause {
  return canControl ? choice : "device";
}

function artwork(coverId: string | null): MediaImage[] {
  if (coverId === null) return [];
  return [
    { src: coverUrl(coverId, "96"), sizes: "96x96", type: "image/webp" },
    { src: coverUrl(coverId, "320"), sizes: "320x320", type: "image/webp" },
    { src: coverUrl(coverId, "full"), sizes: "1024x1024", type: "image/webp" },
  ];
}

/** Shows `track` where the system shows what plays; null when there is nothing. */
export function showTrack(track: Track | null, roomName: string): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = track
    ? new MediaMetadata({
        title: track.title,
        artist: track.artist,
        album: track.album || roomName,
        artwork: artwork(track.cover_id),
      })
    : null;
}

/** `sounding`: this device makes the room's music heard now. */
export function showPlayback(sounding: boolean, position: MediaPosition | null): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.playbackState = sounding ? "playing" : position ? "paused" : "none";
  if (!position || position.durationS <= 0) return;
  navigator.mediaSession.setPositionState({
    duration: position.durationS,
    position: Math.min(position.durationS, Math.max(0, position.positionS)),
    playbackRate: 1,
  });
}

/** Gives the system's buttons their meaning until the returned function is called. */
export function bindButtons(buttons: MediaButtons): () => void {
  if (!("mediaSession" in navigator)) return () => undefined;
  const { seek } = buttons;
  const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler | null>> = {
    play: buttons.play,
    pause: buttons.pause,
    stop: buttons.pause,
    previoustrack: buttons.previous,
    nexttrack: buttons.next,
    seekto: seek && (({ seekTime }) => seek(seekTime ?? 0)),
  };
  const set = (action: string, handler: MediaSessionActionHandler | null): void => {
    try {
      navigator.mediaSession.setActionHandler(action as MediaSessionAction, handler);
    } catch {
      // a browser that does not know the action
    }
  };
  for (const [action, handler] of Object.entries(handlers)) set(action, handler ?? null);
  return () => {
    for (const action of Object.keys(handlers)) set(action, null);
  };
}
