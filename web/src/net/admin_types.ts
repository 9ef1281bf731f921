/** What administrators see, as the HTTP API answers it. */

export interface AdminPage<Item> {
  items: Item[];
  next_cursor: string | null;
}

export interface AdminUser {
  user_id: string;
  name: string;
  kind: "guest" | "account";
  email: string | null;
  email_verified: boolean;
  is_admin: boolean;
  created_at_s: number;
  seen_at_s: number | null;
  banned_at_s: number | null;
  ban_reason: string | null;
  /** What this person may fill; null: what everybody may. */
  quota_bytes: number | null;
  quota_tracks: number | null;
  max_upload_bytes: number | null;
  used_bytes: number;
  used_tracks: number;
  sessions: number;
}

export type AdminUserChanges = Partial<
  Pick<AdminUser, "is_admin" | "quota_bytes" | "quota_tracks" | "max_upload_bytes"> & {
    banned: boolean;
    ban_reason: string | null;
  }
>;

export interface Invitation {
  invitation_id: string;
  note: string;
  made_by: string;
  made_by_name: string;
  uses_left: number;
  created_at_s: number;
  expires_at_s: number | null;
  revoked_at_s: number | null;
}

/** `link` is told this once: only a hash of it is kept. */
export interface NewInvitation extends Invitation {
  link: string;
}

export interface AdminRoom {
  room_id: string;
  code: string;
  name: string;
  host_name: string;
  members: number;
  listeners: number;
  created_at_s: number;
  seen_at_s: number | null;
}

export interface StorageShare {
  user_id: string;
  name: string;
  bytes: number;
  tracks: number;
  quota_bytes: number | null;
  quota_tracks: number | null;
}

/** The largest first. What belongs to nobody (imports, shared music of people who left) is `instance_…`. */
export interface StoragePage extends AdminPage<StorageShare> {
  total_bytes: number;
  limit_bytes: number;
  instance_bytes: number;
  instance_tracks: number;
}

export interface FailedJob {
  job_id: string;
  /** `import`: brought by the command line; nobody's, then. */
  kind: "upload" | "import";
  file_name: string;
  user_name: string | null;
  stage: string;
  error: string;
  attempts: number;
  failed_at_s: number;
  /** False where the file itself was the reason: its bytes are gone. */
  retryable: boolean;
}

export interface JobsPage extends AdminPage<FailedJob> {
  waiting: number;
  running: number;
}

export interface SettingInForce {
  name: string;
  /** Secrets come as stars. */
  value: string;
  source: string;
}

export interface AuditEntry {
  seq: number;
  at_s: number;
  actor_id: string;
  actor_name: string | null;
  action: string;
  /** `user:<id>`, `room:<id>` and so on. */
  subject: string;
  /** Of people who are still here. */
  subject_name: string | null;
  details: Record<string, unknown>;
}

export interface Listening {
  user_id: string;
  name: string;
  since_s: number | null;
}

export interface RoomNow {
  room_id: string;
  code: string;
  name: string;
  track: string | null;
  listeners: Listening[];
  /** Listeners left out of the list. */
  more: number;
}

export interface ListeningNow {
  rooms: RoomNow[];
  /** Rooms left out of the list. */
  more_rooms: number;
  listeners: number;
  connections: number;
}
