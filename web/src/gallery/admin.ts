/** What the administration's endpoints would tell: people, rooms and troubles of every length. */
import type * as A from "../net/admin_types";

const NOW_S = Math.floor(Date.now() / 1000);
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const NAMES = [
  "Ana Lindqvist",
  "Ben Okafor",
  "Benedikta Maximiliana Longname-Smith of the Upper Valley",
  "Quiet Heron",
  "Yuki",
  "Chiara De Luca",
  "Nils",
];

function user(index: number): A.AdminUser {
  const guest = index % 4 === 3;
  const name = NAMES[index % NAMES.length] ?? "";
  return {
    user_id: `member-${index}`,
    name: index < NAMES.length ? name : `${name} ${Math.floor(index / NAMES.length) + 1}`,
    kind: guest ? "guest" : "account",
    email: guest ? null : `${name.split(" ")[0]?.toLowerCase() ?? "x"}.${index}@example.org`,
    email_verified: index % 5 !== 4,
    is_admin: index === 0,
    created_at_s: NOW_S - (index + 1) * 9 * DAY_S,
    seen_at_s: index === 5 ? null : NOW_S - index * index * HOUR_S,
    banned_at_s: index === 4 ? NOW_S - DAY_S : null,
    ban_reason: index === 4 ? "Skipped everybody’s tracks all night" : null,
    quota_bytes: index === 1 ? 5e9 : null,
    quota_tracks: null,
    max_upload_bytes: null,
    used_bytes: [812e6, 4.7e9, 0, 0, 96e6][index % 5] ?? 0,
    used_tracks: [41, 502, 0, 0, 9][index % 5] ?? 0,
    sessions: index % 3,
  };
}

const users = Array.from({ length: 24 }, (_unused, index) => user(index));

const invitations: A.Invitation[] = ["The choir", "", "Chiara"].map((note, index) => ({
  invitation_id: `invitation-${index}`,
  note,
  made_by: "member-0",
  made_by_name: "Ana Lindqvist",
  uses_left: [11, 0, 1][index] ?? 0,
  created_at_s: NOW_S - (index + 1) * DAY_S,
  expires_at_s: index === 1 ? null : NOW_S + 6 * DAY_S,
  revoked_at_s: index === 2 ? NOW_S - HOUR_S : null,
}));

const ROOMS = ["Sunday Kitchen", "The office, very late, when everybody else has gone home", "Roof", ""];
const rooms: A.AdminRoom[] = ROOMS.map((name, index) => ({
  room_id: `room-${index}`,
  code: ["KTW4QM", "AB23CD", "XYZ789", "QQ4W2E"][index] ?? "",
  name,
  host_name: NAMES[index] ?? "",
  members: [12, 40, 1, 3][index] ?? 0,
  listeners: [5, 0, 1, 0][index] ?? 0,
  created_at_s: NOW_S - 30 * DAY_S,
  seen_at_s: NOW_S - index * 2 * DAY_S,
}));

const storage: A.StorageShare[] = users
  .filter((one) => one.used_bytes > 0)
  .sort((a, b) => b.used_bytes - a.used_bytes)
  .map((one) => ({
    user_id: one.user_id,
    name: one.name,
    bytes: one.used_bytes,
    tracks: one.used_tracks,
    quota_bytes: one.quota_bytes,
    quota_tracks: one.quota_tracks,
  }));

const jobs: A.FailedJob[] = [
  {
    job_id: "job-0",
    kind: "upload",
    file_name: "A recording with a name that goes on and on and on, take 4 (final) (really).flac",
    user_name: "Ben Okafor",
    stage: "probe",
    error: "The file is cut off: its last 40 % are missing. Upload it again.",
    attempts: 3,
    failed_at_s: NOW_S - HOUR_S,
    retryable: true,
  },
  {
    job_id: "job-1",
    kind: "import",
    file_name: "holiday.mp4",
    user_name: null,
    stage: "probe",
    error: "There is no sound in it.",
    attempts: 1,
    failed_at_s: NOW_S - 3 * DAY_S,
    retryable: false,
  },
];

const settings: A.SettingInForce[] = [
  { name: "accounts.registration", value: "invitation", source: "default" },
  { name: "database.url", value: "postgresql+asyncpg://sonix:********@db/sonix", source: "environment" },
  { name: "firebase.project", value: "", source: "default" },
  { name: "limits.sign_ins_per_minute", value: "10", source: "default" },
  { name: "public_url", value: "https://music.a-rather-long-name.example.org", source: "environment" },
];

const audit: A.AuditEntry[] = [
  ["user.ban", "user:4", { reason: "Skipped everybody’s tracks all night" }],
  ["user.quota", "user:2", { quota_bytes: 5e9, quota_tracks: null, max_upload_bytes: 2e8 }],
  ["invitation.make", "invitation:0b5a3c7e-9d2f", { uses: 12, days: 7 }],
  ["room.delete", "room:7f3e9a01-44c2", {}],
].map(([action, subject, details], index) => ({
  seq: 40 - index,
  at_s: NOW_S - index * 7 * HOUR_S,
  actor_id: "member-0",
  actor_name: index === 3 ? null : "Ana Lindqvist",
  action: action as string,
  subject: subject as string,
  subject_name: NAMES[Number((subject as string).split(":")[1])] ?? null,
  details: details as Record<string, unknown>,
}));

const listening: A.ListeningNow = {
  listeners: 6,
  connections: 9,
  more_rooms: 0,
  rooms: rooms
    .filter((room) => room.listeners > 0)
    .map((room) => ({
      room_id: room.room_id,
      code: room.code,
      name: room.name,
      track: room.room_id === "room-0" ? "Lanterns over Water · Sonix" : null,
      listeners: NAMES.slice(0, room.listeners).map((name, index) => ({
        user_id: `member-${index}`,
        name,
        since_s: null,
      })),
      more: 0,
    })),
};

const LISTS: Readonly<Record<string, readonly unknown[]>> = {
  users,
  invitations,
  rooms,
  storage,
  jobs,
  settings,
  audit,
};

/** The answer to `GET /api/admin/<what>`; null for what is not there. */
export function adminAnswer(what: string, empty: boolean): unknown {
  if (what === "listening") return empty ? { listeners: 0, connections: 1, rooms: [], more_rooms: 0 } : listening;
  if (what === "invitations/new")
    return { ...invitations[0], link: "https://music.example.org/account/join#invitation=cF3x" };
  if (what.endsWith("/reset-link")) return { link: "https://music.example.org/account/reset#token=9f-Wq7kZ1" };
  const list = LISTS[what];
  if (list === undefined) return null;
  const page = { items: empty ? [] : list, next_cursor: null };
  if (what === "jobs") return { ...page, waiting: empty ? 0 : 3, running: empty ? 0 : 1 };
  if (what !== "storage") return page;
  return {
    ...page,
    total_bytes: empty ? 0 : 31e9,
    limit_bytes: 100e9,
    instance_bytes: empty ? 0 : 3.1e9,
    instance_tracks: empty ? 0 : 214,
  };
}
