/** What `/api/playlists` answers, field names as on the wire. */

export type PlaylistRole = "owner" | "editor" | "viewer";
export type GivenRole = "editor" | "viewer";

export interface Playlist {
  playlist_id: string;
  name: string;
  role: PlaylistRole;
  owner_id: string;
  owner_name: string;
  tracks: number;
  duration_us: number;
  cover_id: string | null;
  accent: string | null;
  /** Of its first tracks, for a list without a cover of its own. */
  covers: string[];
  /** People it is shared with. */
  members: number;
  link_role: GivenRole | null;
  revision: number;
  created_at: string;
  changed_at: string;
}

export interface PlaylistsPage {
  playlists: Playlist[];
  next_cursor: string | null;
}

export interface PlaylistEntry {
  entry_id: string;
  order_key: string;
  track_id: string;
  title: string;
  artist: string;
  album: string;
  duration_us: number;
  cover_id: string | null;
  accent: string | null;
  /** Its track is there, and I may use it. */
  available: boolean;
  added_by: string;
  added_by_name: string;
  added_at: string;
}

export interface EntriesPage {
  entries: PlaylistEntry[];
  next_cursor: string | null;
  revision: number;
}

/** How the list is now, and what differs from an earlier revision. `reload`: load it anew. */
export interface PlaylistChanges {
  playlist: Playlist;
  revision: number;
  entries: PlaylistEntry[];
  removed: string[];
  reload: boolean;
}

export interface RoomSource {
  code: string;
  what: "queue" | "history";
}

export interface NewPlaylist {
  name: string;
  track_ids?: readonly string[];
  room?: RoomSource;
  playlist_id?: string;
}

/** `after` null: before all others; "end": behind all. */
export type PlaylistCommand =
  | { type: "add"; tracks: readonly { entry_id: string; track_id: string }[]; after: string | null }
  | { type: "remove"; entry_ids: readonly string[] }
  | { type: "undo"; undo_id: string }
  | { type: "move"; entry_ids: readonly string[]; after: string | null }
  | { type: "rename"; name: string };

export interface PlaylistMember {
  user_id: string;
  name: string;
  role: PlaylistRole;
}

export interface KnownPerson {
  user_id: string;
  name: string;
}

export interface Candidate {
  track_id: string;
  title: string;
  artist: string;
  album: string;
  duration_us: number;
  cover_id: string | null;
  accent: string | null;
}

/** A line of a file that no track was found for. */
export interface MissingLine {
  number: number;
  title: string;
  artist: string;
  album: string;
  duration_us: number | null;
  after: string | null;
  candidates: Candidate[];
}

export interface ImportReport {
  found: number;
  missing: MissingLine[];
  missing_total: number;
  playlist: Playlist;
}

export const FILE_FORMATS = ["m3u8", "m3u", "xspf", "jspf", "csv"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];
