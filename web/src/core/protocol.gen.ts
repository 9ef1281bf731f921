// Written by scripts/gen_protocol.py from the Python messages. Change those, not this.

export const PROTOCOL_VERSION = 2;

/** Why the server closes a socket; the range says whether to come back. */
export const CloseCode = {
  NORMAL: 1000,
  RESTARTING: 4000,
  TOO_SLOW: 4001,
  RATE_LIMITED: 4002,
  INTERNAL: 4003,
  RESYNC: 4100,
  IDLE: 4101,
  TOKEN_EXPIRED: 4102,
  BAD_MESSAGE: 4200,
  UNAUTHENTICATED: 4201,
  NO_SUCH_ROOM: 4202,
  PROTOCOL_TOO_OLD: 4203,
  REPLACED: 4204,
  LEFT: 4205,
  SIGNED_OUT: 4206,
  BANNED: 4207,
} as const;

export type LoopMode = "off" | "track" | "queue";

export type Audience = "everyone" | "host";

export type Cause = "none" | "starting" | "clock" | "network" | "asymmetry" | "buffer" | "output" | "hidden" | "insecure" | "silenced" | "muted" | "offline";

/**
 * First message on a socket. The token comes here, never in the URL.
 *
 * `last_rev`/`clock_id` are what the client has from an earlier connection: the welcome may then carry only what it
 * missed. `listening` is False for a page that looks without having joined (it gets the room, and is not waited for).
 */
export interface Hello {
  type: "hello";
  protocol: number;
  token: string;
  room: string;
  device_id: string;
  codecs?: readonly string[];
  last_rev?: number | null;
  listening?: boolean;
}

/** A fresh token of the same user, before the one that the socket lives on runs out. Answered by `renewed`. */
export interface Renew {
  type: "renew";
  token: string;
}

/** A clock probe. `t1` is the client's own clock in µs and comes back untouched. */
export interface Time {
  type: "time";
  id: number;
  t1: number;
}

/**
 * Once a second: how well this client is in step, and what it could play at once.
 *
 * `audible` is False while muted, remote-only or blocked by autoplay: such a client is never waited for. `remote`:
 * this device only steers, and plays nothing. `trim_us`: the delay of its output as its owner set it by ear, positive
 * plays earlier. `suspect_us`: the clock error an asymmetric line is suspected of; positive means that this device
 * plays late. `dropouts` counts how often its output has run dry since it joined.
 */
export interface Status {
  type: "status";
  err_us?: number | null;
  sigma_us?: number | null;
  rtt_us?: number;
  jitter_us?: number;
  buffered_ms?: number;
  arm_ms?: number;
  latency_ms?: number;
  source?: "chunks" | "none" | "worklet";
  audible?: boolean;
  hidden?: boolean;
  buffered?: readonly Buffered[];
  remote?: boolean;
  trim_us?: number;
  suspect_us?: number | null;
  cause?: Cause;
  dropouts?: number;
}

/** Music of one entry this client could play at once: `[from_us, to_us)` of the track. */
export interface Buffered {
  entry_id: string;
  from_us: number;
  to_us: number;
}

/** This client can play what `epoch` asks for. */
export interface Ready {
  type: "ready";
  epoch: number;
  buffered_ms?: number;
}

/** This client ran dry at `epoch`; it mutes, refills and rejoins, and the room goes on. */
export interface Stall {
  type: "stall";
  epoch: number;
}

/** Send `sync_reports` while I am the host, or stop. Whoever is not the host gets none, until they become it. */
export interface Watch {
  type: "watch";
  on: boolean;
}

/** Ask for a change. `cmd_id` is drawn by the client; sent again it is answered again, never done again. */
export interface CommandMessage {
  type: "command";
  cmd_id: string;
  body: CommandBody;
  base_rev?: number;
}

export interface PlayCommand {
  type: "play";
}

export interface PauseCommand {
  type: "pause";
}

export interface SeekCommand {
  type: "seek";
  entry_id: string;
  position_us: number;
}

export interface SkipCommand {
  type: "skip";
  entry_id: string;
}

export interface PreviousCommand {
  type: "previous";
  entry_id: string;
}

export interface JumpCommand {
  type: "jump";
  entry_id: string;
}

export interface EnqueueCommand {
  type: "enqueue";
  track_ids: readonly string[];
  where?: "last" | "next";
}

export interface RemoveCommand {
  type: "remove";
  entry_ids: readonly string[];
}

export interface MoveCommand {
  type: "move";
  entry_id: string;
  after?: string | null;
}

export interface ClearCommand {
  type: "clear";
}

/** `undo_id` is the `cmd_id` of the remove or clear to take back. */
export interface UndoCommand {
  type: "undo";
  undo_id: string;
}

export interface ShuffleCommand {
  type: "shuffle";
}

export interface LoopCommand {
  type: "loop";
  mode: LoopMode;
}

export interface ConfigureCommand {
  type: "configure";
  name?: string | null;
  control?: Audience | null;
  add?: Audience | null;
}

export interface RenameCommand {
  type: "rename";
  name: string;
}

export interface HandOverCommand {
  type: "hand_over";
  member_id: string;
}

export interface StartNowCommand {
  type: "start_now";
  epoch: number;
}

/** Let every device play the click track for so many seconds; 0 ends it. */
export interface ClickCommand {
  type: "click";
  seconds: number;
}

export interface LeaveCommand {
  type: "leave";
}

/**
 * Answer to `hello`. Exactly one of `snapshot` and `missed` is set.
 *
 * `clock_id` names the timeline: another one than before means the server's clock started anew. `status_interval_ms`
 * is how often to send `status`.
 */
export interface Welcome {
  type: "welcome";
  protocol: number;
  clock_id: string;
  member_id: string;
  now_us: number;
  snapshot: Snapshot | null;
  missed: readonly Revision[] | null;
  presence: readonly Presence[];
  grants: readonly Grant[];
  status_interval_ms: number;
}

/**
 * A room as sent to a client: the current entry, up to 10 before it, 50 after it, 50 members, and all counts.
 *
 * `upcoming_count` and `member_count` tell what is left to fetch by pages. `undo_ids` are removals that can be undone.
 */
export interface Snapshot {
  room_id: string;
  code: string;
  name: string;
  host_id: string;
  rev: number;
  settings: Settings;
  loop: LoopMode;
  transport: Transport;
  previous: Transport | null;
  entries: readonly QueueEntry[];
  upcoming_count: number;
  members: readonly Member[];
  member_count: number;
  undo_ids: readonly string[];
  click_until_us: number;
}

/** What the host may set. `control`: play, pause, seek, skip …; `add`: put music into the queue. */
export interface Settings {
  control: Audience;
  add: Audience;
}

/**
 * Where the music is as a function of time.
 *
 * `position(t) = position_us + max(0, t - at_us)` while playing, `position_us` otherwise. `epoch` grows with every
 * switch, the folded end of a track included. `gate_until_us` is set while members are still buffering: it equals
 * `at_us`, and the start may be pulled forward from there, never back. `ended` marks a queue that ran out.
 */
export interface Transport {
  epoch: number;
  entry_id: string | null;
  position_us: number;
  at_us: number;
  playing: boolean;
  gate_until_us: number | null;
  ended: boolean;
}

/** One place in the queue. `order_key` sorts it (see `sonix.core.room.queue`); `added_by` is a member id. */
export interface QueueEntry {
  entry_id: string;
  order_key: string;
  track: Track;
  added_by: string;
  added_at_us: number;
}

/** A track as a room knows it: a copy, so that editing or deleting it in the library does not disturb what plays. */
export interface Track {
  track_id: string;
  title: string;
  artist: string;
  album: string;
  rendition: Rendition;
  cover_id: string | null;
  accent: string | null;
}

/**
 * What a listener needs to decode a track to the sample, without asking first.
 *
 * Attributes:
 *     rendition_id: hex SHA-256 of the canonical file's bytes; its address.
 *     samples: exact length in samples at 48 kHz, pre-skip and padding already taken off.
 *     pre_skip: samples to drop at the start of the decoded stream.
 *     packets: number of Opus packets, 960 samples each.
 *     size_bytes: length of `audio.webm`.
 *     gain_db: gain to reach -14 LUFS, already limited so that the true peak stays at or under -1 dBTP.
 */
export interface Rendition {
  rendition_id: string;
  samples: number;
  pre_skip: number;
  packets: number;
  size_bytes: number;
  gain_db: number;
}

/** Someone who has joined at least once. Presence (connected now, in step) is not here: it is ephemeral. */
export interface Member {
  member_id: string;
  name: string;
  joined_at_us: number;
  left: boolean;
}

/** The events of one commit. */
export interface Revision {
  rev: number;
  events: readonly Event[];
}

/** The whole transport, and what stays audible until `transport.at_us`. `by` is a member id, None for the system. */
export interface TransportChanged {
  type: "transport";
  transport: Transport;
  previous: Transport | null;
  by: string | null;
}

/** Entries added, moved or re-keyed: each as it is now. */
export interface EntriesUpserted {
  type: "entries";
  entries: readonly QueueEntry[];
}

/** New order keys (`entry_id -> order_key`); `seed` when a shuffle drew them. */
export interface EntriesReordered {
  type: "order";
  keys: Readonly<Record<string, string>>;
  seed: number | null;
}

/** `undo_id` is None for entries trimmed from the played end: those cannot be brought back. */
export interface EntriesRemoved {
  type: "removed";
  entry_ids: readonly string[];
  undo_id: string | null;
  by: string | null;
}

/** The removal `undo_id` no longer stands; its entries are back as listed. */
export interface RemovalUndone {
  type: "restored";
  undo_id: string;
  entries: readonly QueueEntry[];
}

export interface LoopChanged {
  type: "loop";
  mode: LoopMode;
}

export interface RoomConfigured {
  type: "configured";
  name: string;
  settings: Settings;
}

/** Joined, renamed, or left for good (`member.left`). */
export interface MemberUpserted {
  type: "member";
  member: Member;
}

export interface HostChanged {
  type: "host";
  host_id: string;
}

export interface SilenceChanged {
  type: "silence";
  silent_since_us: number | null;
}

/** Every device clicks at each whole second of room time until `until_us`; a time that has passed ends it. */
export interface ClickTrackSet {
  type: "click_track";
  until_us: number;
}

/** History: `track` sounded from `at_us` on, from its beginning or wherever the room jumped in. */
export interface TrackStarted {
  type: "started";
  entry_id: string;
  track: Track;
  added_by: string;
  at_us: number;
}

/** One connected member as others see them. Ephemeral; coalesced to at most 4 messages a second a room. */
export interface Presence {
  member_id: string;
  connected: boolean;
  listening: boolean;
  err_us: number | null;
  sigma_us: number | null;
  rtt_us: number;
  hidden: boolean;
  audible: boolean;
  buffering: boolean;
  remote: boolean;
  cause: Cause;
}

/** A signed, expiring address for one rendition: `base` + `audio.webm` | `index.bin` | `peaks.bin` + `query`. */
export interface Grant {
  rendition_id: string;
  base: string;
  query: string;
  expires_at_s: number;
}

/** `t2`: received, `t3`: sent, both on the room timeline. */
export interface TimeReply {
  type: "time";
  id: number;
  t1: number;
  t2: number;
  t3: number;
}

/** The socket lives on the fresh token now, which lasts for so many seconds more. */
export interface Renewed {
  type: "renewed";
  expires_in_s: number;
}

/** The command stands, durably, as of `rev`. */
export interface Ack {
  type: "ack";
  cmd_id: string;
  rev: number;
}

/** The command changes nothing. `code` is stable, `message` a sentence for people. */
export interface Refused {
  type: "refused";
  cmd_id: string;
  code: string;
  message: string;
  retryable: boolean;
}

/** News: one or more commits in order. A gap in `rev` makes the client ask for a `hello` anew. */
export interface EventsMessage {
  type: "events";
  revisions: readonly Revision[];
}

/** Changes only, coalesced. `listeners` counts members with at least one listening connection. */
export interface PresenceMessage {
  type: "presence";
  changed: readonly Presence[];
  listeners: number;
}

/**
 * Once a second to the host who watches: up to 200 listening members, those most out of step when there are more.
 *
 * `left_out`: how many more listen.
 */
export interface SyncReports {
  type: "sync_reports";
  reports: readonly SyncReport[];
  left_out: number;
}

/**
 * How well one member is in step, as the host sees it: their last `status`.
 *
 * `history` is `err_us` of the last seconds, oldest first, at most 60: whole in the first report of a member after
 * `watch`, empty later. None in it is a second in which they told nothing.
 */
export interface SyncReport {
  member_id: string;
  err_us: number | null;
  sigma_us: number | null;
  rtt_us: number;
  jitter_us: number;
  buffered_ms: number;
  latency_ms: number;
  trim_us: number;
  suspect_us: number | null;
  source: "chunks" | "none" | "worklet";
  cause: Cause;
  hidden: boolean;
  audible: boolean;
  remote: boolean;
  dropouts: number;
  history: readonly (number | null)[];
}

/** Something outside any command went wrong; the socket may close right after. */
export interface Problem {
  type: "problem";
  code: string;
  message: string;
  retryable: boolean;
}

export type ClientMessage =
  | Hello
  | Renew
  | Time
  | Status
  | Ready
  | Stall
  | Watch
  | CommandMessage;

export type ServerMessage =
  | Welcome
  | TimeReply
  | Renewed
  | Ack
  | Refused
  | EventsMessage
  | PresenceMessage
  | SyncReports
  | Problem;

export type Event =
  | TransportChanged
  | EntriesUpserted
  | EntriesReordered
  | EntriesRemoved
  | RemovalUndone
  | LoopChanged
  | RoomConfigured
  | MemberUpserted
  | HostChanged
  | SilenceChanged
  | ClickTrackSet
  | TrackStarted;

export type CommandBody =
  | PlayCommand
  | PauseCommand
  | SeekCommand
  | SkipCommand
  | PreviousCommand
  | JumpCommand
  | EnqueueCommand
  | RemoveCommand
  | MoveCommand
  | ClearCommand
  | UndoCommand
  | ShuffleCommand
  | LoopCommand
  | ConfigureCommand
  | RenameCommand
  | HandOverCommand
  | StartNowCommand
  | ClickCommand
  | LeaveCommand;
