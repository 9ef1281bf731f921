/** What the HTTP API answers about rooms' listings, field names as on the wire. */
import type { Door, NowPlaying, Schedule } from "./api_types";

export type { Schedule } from "./api_types";

/** What a room tells of itself, for those in it. */
export interface RoomDetails {
  description: string;
  tags: string[];
  public: boolean;
  link_name: string | null;
  password: boolean;
  schedule: Schedule | null;
}

/** Only what is there is changed; an empty name or password takes it away. */
export interface DetailChanges {
  description?: string;
  tags?: string[];
  public?: boolean;
  link_name?: string;
  password?: string;
}

export interface DirectoryRoom {
  code: string;
  name: string;
  description: string;
  tags: string[];
  listeners: number;
  now: NowPlaying | null;
  password: boolean;
  schedule: Schedule | null;
  link_name: string | null;
  door: Door;
}

export interface DirectoryPage {
  rooms: DirectoryRoom[];
  /** On the first page only. */
  tags: { tag: string; rooms: number }[];
  next: string | null;
}

/** What goes with a room. */
export interface Deletion {
  members: number;
  queued: number;
  played: number;
  tracks: number;
}
