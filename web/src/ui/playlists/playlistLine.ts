import type { Playlist } from "../../net/playlist_types";
import { words } from "../../i18n/playlists";
import { lengthText } from "../parts/time";

/** "12 tracks · 42 min · by Ana": what stands under a playlist's name. */
export function playlistLine(playlist: Playlist): string {
  const said = words.playlists;
  const line = [said.tracks(playlist.tracks)];
  if (playlist.tracks > 0) line.push(lengthText(playlist.duration_us));
  if (playlist.role !== "owner") line.push(said.ofOwner(playlist.owner_name));
  else if (playlist.members > 0) line.push(said.shared(playlist.members));
  return line.join(" · ");
}
