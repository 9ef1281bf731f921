/** What the HTTP API answers, field names as on the wire. The server's own description is at /api/docs. */
import type { Grant, Member, QueueEntry, Track, Votes } from "../core/protocol.gen";

export interface User {
  user_id: string;
  name: string;
  kind: "guest" | "account";
  email: string | null;
  email_verified: boolean;
  is_admin: boolean;
  has_password: boolean;
}

/** What every way of signing in gives. `access` is short-lived; the cookie beside it renews it. */
export interface SessionOut {
  access: string;
  expires_in_s: number;
  user: User;
}

/** What signs the same person in on another address of this Sonix, once. */
export interface Carry {
  code: string;
  expires_in_s: number;
}

/** Which doors this Sonix has. */
export interface SignIn {
  registration: "open" | "invitation" | "closed";
  guests: boolean;
  /** Whether it can send e-mail. */
  mail: boolean;
  passkeys: boolean;
  oidc: { name: string; label: string }[];
  firebase: FirebaseSettings | null;
  supabase: SupabaseSettings | null;
  min_password_chars: number;
}

export type FirebaseWay = "email" | "google" | "anonymous";

export interface FirebaseSettings {
  project: string;
  api_key: string;
  auth_domain: string;
  ways: FirebaseWay[];
  emulator_url: string | null;
}

export interface SupabaseSettings {
  url: string;
  anon_key: string;
}

export interface Instance {
  name: string;
  version: string;
  protocol: number;
  public_url: string;
  https_url: string | null;
  /** Links work only inside this network. */
  lan_only: boolean;
  /** Links reach nobody but this machine itself. */
  only_here: boolean;
  uploads: { who: "everyone" | "hosts" | "administrator"; max_bytes: number; max_seconds: number };
  /** Whose rooms may stand in the directory; "nobody": there is none. */
  directory: "nobody" | "accounts" | "everyone";
  sign_in: SignIn;
}

export interface Suggestions {
  guest_name: string;
  room_name: string;
}

export interface NowPlaying {
  title: string;
  artist: string;
  cover_id: string | null;
}

export interface KnownRoom {
  code: string;
  name: string;
  last_seen_at: string;
  listeners: number;
  now: NowPlaying | null;
}

/** When a room opens by itself; `opens_in_s` by the server's clock, 0 once it is open. */
export interface Schedule {
  starts_at: string;
  zone: string;
  opens_in_s: number;
}

export type Door = "open" | "knock" | "locked";

export interface RoomPreview {
  code: string;
  name: string;
  host_name: string;
  listeners: number;
  now: NowPlaying | null;
  description: string;
  tags: string[];
  public: boolean;
  link_name: string | null;
  /** It has one, and members need none. */
  password: boolean;
  member: boolean;
  /** It is not open yet, to whoever asks. */
  waits: boolean;
  schedule: Schedule | null;
  /** Whether one comes in, knocks, or finds it locked. */
  door: Door;
}

export interface CreatedRoom {
  code: string;
  room_id: string;
  name: string;
}

export interface QueuePage {
  entries: QueueEntry[];
  /** Behind these; before these, for a page read backwards. */
  remaining: number;
  /** The revision of the room this is read from. */
  rev: number;
  /** Those of them that somebody wants. */
  votes: Record<string, Votes>;
}

export interface MembersPage {
  members: Member[];
  remaining: number;
}

export interface HistoryItem {
  entry_id: string;
  track: Track;
  added_by: string;
  added_by_name: string;
  at_us: number;
  /** ISO 8601 in UTC. */
  at: string;
}

export interface HistoryPage {
  items: HistoryItem[];
  next: string | null;
}

/** How long somebody's music was heard this evening, and how many of their tracks began. */
export interface PersonsAirtime {
  member_id: string;
  /** Empty: somebody who is no member any more. */
  name: string;
  heard_us: number;
  tracks: number;
}

export interface AirtimeAnswer {
  people: PersonsAirtime[];
}

export interface GrantsAnswer {
  grants: Grant[];
}

export type Visibility = "mine" | "room" | "instance";

export interface LibraryTrack {
  track_id: string;
  title: string;
  artist: string;
  album: string;
  album_artist: string;
  genre: string;
  track_no: number | null;
  disc_no: number | null;
  year: number | null;
  duration_us: number;
  cover_id: string | null;
  accent: string | null;
  visibility: Visibility;
  owner_id: string | null;
  owner_name: string | null;
  can_edit: boolean;
  created_at: string;
  rendition_id: string;
}

export interface TracksPage {
  tracks: LibraryTrack[];
  next_cursor: string | null;
  total: number;
  /** There are more than were counted. */
  more_than_total?: boolean;
}

export interface Artist {
  name: string;
  tracks: number;
  cover_id: string | null;
}

export interface Album {
  album: string;
  artist: string;
  tracks: number;
  cover_id: string | null;
  year: number | null;
}

export interface ArtistsPage {
  artists: Artist[];
  next_cursor: string | null;
}

export interface AlbumsPage {
  albums: Album[];
  next_cursor: string | null;
}

export interface TrackQuery {
  q?: string;
  sort?: "recent" | "title" | "artist" | "album";
  mine?: boolean;
  room?: string;
  artist?: string;
  album?: string;
  cursor?: string;
  limit?: number;
}

export interface GroupQuery {
  q?: string;
  room?: string;
  cursor?: string;
  limit?: number;
}

/** Null or a missing field leaves a value as it is. */
export interface TrackChanges {
  title?: string;
  artist?: string;
  album?: string;
  album_artist?: string;
  genre?: string;
  track_no?: number | null;
  disc_no?: number | null;
  year?: number | null;
  visibility?: Visibility;
}

export interface TrackUsage {
  rooms: { code: string; name: string; entries: number }[];
  /** Rooms one is not in, which are nobody else's business. */
  other_rooms?: number;
  entries: number;
}

export type UploadStage =
  "receiving" | "queued" | "probe" | "tags" | "loudness" | "peaks" | "encode" | "done" | "failed" | "cancelled";

export interface UploadState {
  upload_id: string;
  file_name: string;
  size: number;
  offset: number;
  stage: UploadStage;
  /** 0 to 1 within the stage. */
  progress: number;
  track: LibraryTrack | null;
  error: { code: string; message: string } | null;
  duplicate: boolean;
}

export interface NewUpload {
  file_name: string;
  size: number;
  room?: string;
  visibility?: Visibility;
}
