import type { LibraryTrack, TrackChanges, Visibility } from "../../net/api_types.ts";

/** A track's tags as fields hold them: text throughout. */
export interface Draft {
  title: string;
  artist: string;
  album: string;
  album_artist: string;
  genre: string;
  track_no: string;
  year: string;
  visibility: Visibility;
}

export const VISIBILITIES: readonly Visibility[] = ["mine", "room", "instance"];

const TEXTS = ["title", "artist", "album", "album_artist", "genre"] as const;
const NUMBERS = ["track_no", "year"] as const;

export function draftOf(track: LibraryTrack): Draft {
  const number = (value: number | null): string => (value === null ? "" : String(value));
  const { title, artist, album, album_artist, genre, visibility } = track;
  return {
    title,
    artist,
    album,
    album_artist,
    genre,
    visibility,
    track_no: number(track.track_no),
    year: number(track.year),
  };
}

/** Only what differs: two people who edit different fields do not undo each other. */
export function changesOf(track: LibraryTrack, draft: Draft): TrackChanges {
  const changes: TrackChanges = {};
  for (const field of TEXTS) {
    const value = draft[field].trim();
    if (value !== track[field]) changes[field] = value;
  }
  for (const field of NUMBERS) {
    const value = /^\d+$/.test(draft[field].trim()) ? Number(draft[field]) : null;
    if (value !== track[field]) changes[field] = value;
  }
  if (draft.visibility !== track.visibility) changes.visibility = draft.visibility;
  return changes;
}
