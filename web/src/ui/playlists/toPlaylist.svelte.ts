import type { RoomSource } from "../../net/playlist_types";

/** Tracks that wait for a playlist to be chosen, or a room's queue or history that is to be saved as one. */
export type PlaylistWish =
  | { readonly kind: "tracks"; readonly trackIds: readonly string[] }
  | { readonly kind: "room"; readonly source: RoomSource; readonly name: string };

/** Opens the sheet over whatever screen is in front. */
class ToPlaylist {
  wish = $state.raw<PlaylistWish | null>(null);

  add(tracks: readonly { readonly track_id: string }[]): void {
    if (tracks.length > 0) this.wish = { kind: "tracks", trackIds: tracks.map((track) => track.track_id) };
  }

  save(source: RoomSource, name: string): void {
    this.wish = { kind: "room", source, name };
  }
}

export const toPlaylist = new ToPlaylist();
