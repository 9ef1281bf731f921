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
  DISMISSED: 4208,
  ROOM_BANNED: 4209,
  ROOM_PASSWORD: 4210,
  NOT_OPEN_YET: 4211,
  ROOM_LOCKED: 4212,
  NOT_ADMITTED: 4213,
} as const;

export type LoopMode = "off" | "track" | "queue";

export type Audience = "everyone" | "host";

export type Cause = "none" | "starting" | "clock" | "network" | "asymmetry" | "buffer" | "output" | "hidden" | "insecure" | "silenced" | "muted" | "offline";

export type RoleName = "host" | "cohost" | "dj" | "listener";

export type MemberRole = "cohost" | "dj" | "listener";

export type Right = "playback" | "skip" | "add" | "play_next" | "remove_others" | "arrange" | "chat" | "react" | "delete_messages" | "invite" | "admit" | "moderate" | "configure" | "appoint";

export type Emoji = "\u2764\ufe0f" | "\ud83d\udd25" | "\ud83d\udc4f" | "\ud83d\ude02" | "\ud83c\udf89" | "\ud83d\ude2e" | "\ud83d\ude22" | "\ud83d\udd7a";

/**
 * First message on a socket. The token comes here, never in the URL.
 *
 * `last_rev`/`clock_id` are what the client has from an earlier connection: the welcome may then carry only what it
 * missed. `listening` is False for a page that looks without having joined (it gets the room, and is not waited for).
 * `password` is the room's, where it has one; members need none.
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
  password?: string | null;
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

/** Want an entry that is to come, or (`wanted` false) no more. Where votes order the queue. */
export interface VoteCommand {
  type: "vote";
  entry_id: string;
  wanted?: boolean;
}

/** Want the current entry skipped, or no more. Where a share of those who listen skips. */
export interface VoteSkipCommand {
  type: "vote_skip";
  entry_id: string;
  wanted?: boolean;
}

export interface LoopCommand {
  type: "loop";
  mode: LoopMode;
}

/** What is left out stays. `control` and `add` are how pages of before there were `rights` ask for them. */
export interface ConfigureCommand {
  type: "configure";
  name?: string | null;
  control?: Audience | null;
  add?: Audience | null;
  rights?: Readonly<Record<string, readonly MemberRole[]>> | null;
  chat?: ChatRules | null;
  blend?: BlendRules | null;
  queue?: QueueRules | null;
  doors?: DoorRules | null;
}

/**
 * What may be said in a room.
 *
 * Attributes:
 *     on: whether there is a chat at all.
 *     reactions: whether emojis may be sent over the cover.
 *     kept_days: how long messages are kept; 0 for as long as the room.
 *     slow_mode_s: so long a member waits between two messages; 0 not at all.
 *     blocked: words nobody may use here, however they are written.
 */
export interface ChatRules {
  on: boolean;
  reactions: boolean;
  kept_days: number;
  slow_mode_s: number;
  blocked: readonly string[];
}

/**
 * How one track goes over into the next.
 *
 * Attributes:
 *     crossfade_s: how long both sound together; 0 is gapless.
 *     loudness: what is brought to one level: each track, each album as a whole, or nothing.
 *     fallback: what goes on when the queue runs out: nothing (`off`), what the room has played (`history`), or the
 *         playlist of this id.
 */
export interface BlendRules {
  crossfade_s: number;
  loudness: "album" | "off" | "track";
  fallback: string;
}

/**
 * How the queue is ordered, and how much one person may bring.
 *
 * Attributes:
 *     mode: `free`, first in, first out; `votes`, the most wanted first; `turns`, one track of each person a round;
 *         `host_only`, whoever runs the room adds.
 *     max_waiting: tracks of one person that may wait at a time.
 *     gap_min: minutes from one person's add to their next.
 *     longest_min: how long a track may be, in minutes.
 *     repeat_h: a track that waits, or has played within so many hours, is not added again.
 *     skip_share: percent of those who listen that skip by vote; 0: nobody votes.
 *     play_next: who may put a track next: who has the right, everybody once in `token_h` hours, or nobody.
 */
export interface QueueRules {
  mode: "free" | "host_only" | "turns" | "votes";
  max_waiting: number;
  gap_min: number;
  longest_min: number;
  repeat_h: number;
  skip_share: number;
  play_next: "off" | "right" | "token";
  token_h: number;
}

/**
 * Who comes in besides those who are in the room already.
 *
 * `locked`: nobody. `knock`: whoever is let in by somebody with the right to. `grace_h`: a host who has been away for
 * so many hours is followed by somebody who is there; 0: never.
 */
export interface DoorRules {
  locked: boolean;
  knock: boolean;
  grace_h: number;
}

export interface RenameCommand {
  type: "rename";
  name: string;
}

export interface HandOverCommand {
  type: "hand_over";
  member_id: string;
}

export interface SetRoleCommand {
  type: "set_role";
  member_id: string;
  role: MemberRole;
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

/** Say something. `msg_id` is drawn by the client; sent again it is answered again, never said again. */
export interface Say {
  type: "say";
  msg_id: string;
  text: string;
  reply_to?: number | null;
  mentions?: readonly string[];
}

/** Change the message `seq` of one's own. `msg_id` names this request. */
export interface EditSaid {
  type: "edit_said";
  msg_id: string;
  seq: number;
  text: string;
  mentions?: readonly string[];
}

/** Delete the message `seq`. */
export interface Unsay {
  type: "unsay";
  msg_id: string;
  seq: number;
}

/** An emoji for this moment of the music. Answered only when refused. */
export interface React {
  type: "react";
  msg_id: string;
  emoji: Emoji;
  entry_id: string;
  position_us: number;
}

/** I am writing (again every 3 s), or no more. Never answered, never kept. */
export interface Typing {
  type: "typing";
  on?: boolean;
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

/** Something outside any command went wrong; the socket may close right after. */
export interface Problem {
  type: "problem";
  code: string;
  message: string;
  retryable: boolean;
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
 * `votes` has the upcoming entries among them that somebody wants; `skip_votes` are about the current one, and
 * `skip_voters` whose they are: only those of members who hear the music count.
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
  votes: Readonly<Record<string, Votes>>;
  skip_votes: Votes;
  skip_voters: readonly string[];
}

/**
 * What the host may set.
 *
 * `rights` says who may do what. `control` and `add` are the same in short, whether listeners steer and add, for pages
 * and settings of before there were rights: settings that were stored with nothing else are understood by them.
 */
export interface Settings {
  control: Audience;
  add: Audience;
  rights: Rights;
  chat: ChatRules;
  blend: BlendRules;
  queue: QueueRules;
  doors: DoorRules;
}

/**
 * The roles below the host that have each right.
 *
 * Attributes:
 *     playback: play, pause, seek, previous, jump, and start without those who still buffer.
 *     skip: go on to the next track.
 *     add: put music into the queue.
 *     play_next: put it first.
 *     remove_others: take out what others added; what one added oneself everybody may.
 *     arrange: move, clear, shuffle, loop.
 *     chat, react: write, and send reactions.
 *     delete_messages: delete what others wrote.
 *     invite: see the ways in to show them to others.
 *     admit: let in who knocks.
 *     moderate: mute, remove and ban people, and lock the room.
 *     configure: the room's name and settings.
 *     appoint: give roles, and change this table. Never given below co-hosts.
 */
export interface Rights {
  playback: readonly MemberRole[];
  skip: readonly MemberRole[];
  add: readonly MemberRole[];
  play_next: readonly MemberRole[];
  remove_others: readonly MemberRole[];
  arrange: readonly MemberRole[];
  chat: readonly MemberRole[];
  react: readonly MemberRole[];
  delete_messages: readonly MemberRole[];
  invite: readonly MemberRole[];
  admit: readonly MemberRole[];
  moderate: readonly MemberRole[];
  configure: readonly MemberRole[];
  appoint: readonly MemberRole[];
}

/**
 * Where the music is as a function of time.
 *
 * `position(t) = position_us + max(0, t - at_us)` while playing, `position_us` otherwise. `epoch` grows with every
 * switch, the folded end of a track included. `gate_until_us` is set while members are still buffering: it equals
 * `at_us`, and the start may be pulled forward from there, never back. `ended` marks a queue that ran out. `blend` is
 * what ends under this track's beginning; `overlap_us` fixes how long the next track will sound under this one's end
 * (None: as the room's settings say).
 */
export interface Transport {
  epoch: number;
  entry_id: string | null;
  position_us: number;
  at_us: number;
  playing: boolean;
  gate_until_us: number | null;
  ended: boolean;
  blend: Blend | null;
  overlap_us: number | null;
}

/**
 * The end of the track before, which sounds on under the beginning of this one.
 *
 * While this one's position is short of `overlap_us`, `entry_id` sounds at `from_us` + that position.
 */
export interface Blend {
  entry_id: string;
  from_us: number;
  overlap_us: number;
}

/**
 * One place in the queue. `order_key` sorts it (see `sonix.core.room.queue`); `added_by` is a member id.
 *
 * `born` is how many tracks had started in the room when it was added. `pinned`: somebody put it next, and votes or
 * turns do not move it.
 */
export interface QueueEntry {
  entry_id: string;
  order_key: string;
  track: Track;
  added_by: string;
  added_at_us: number;
  born: number;
  pinned: boolean;
}

/**
 * A track as a room knows it: a copy, so that editing or deleting it in the library does not disturb what plays.
 *
 * Attributes:
 *     album_number: disc x 100,000 + number on it, so that neighbours on an album are one apart; 0 when not known.
 *     album_gain_db: the one gain of the whole album; None for a track that has none.
 *     palette: one to four colours of the cover, as "#rrggbb", like its `accent`.
 */
export interface Track {
  track_id: string;
  title: string;
  artist: string;
  album: string;
  rendition: Rendition;
  cover_id: string | null;
  accent: string | null;
  album_number: number;
  album_gain_db: number | null;
  palette: readonly string[];
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

/**
 * Someone who has joined at least once. Presence (connected now, in step) is not here: it is ephemeral.
 *
 * `role` is what they were given; whoever is the host is so whatever it says (`sonix.core.roles.role_of`).
 * `muted_until_us`: until then they write nothing in the chat.
 */
export interface Member {
  member_id: string;
  name: string;
  joined_at_us: number;
  left: boolean;
  role: MemberRole;
  muted_until_us: number;
}

/** How many want something, and whether the one who is told does. */
export interface Votes {
  count: number;
  mine: boolean;
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
  by: string | null;
}

/** Joined, renamed, given a role, muted, or left for good (`member.left`); `by` when somebody else did it. */
export interface MemberUpserted {
  type: "member";
  member: Member;
  by: string | null;
}

/** `by`: who handed over; None when it came about by itself. */
export interface HostChanged {
  type: "host";
  host_id: string;
  by: string | null;
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

/** `member_id` wants the entry, or (`wanted` false) no more. `votes`: how many want it now. */
export interface EntryVoted {
  type: "voted";
  entry_id: string;
  member_id: string;
  wanted: boolean;
  votes: number;
}

/** `member_id` wants the current entry skipped, or no more. `votes`: how many want that now. */
export interface SkipVoted {
  type: "skip_voted";
  entry_id: string;
  member_id: string;
  wanted: boolean;
  votes: number;
}

/** What the rules of the queue remember of a member, as it is now. */
export interface StandingChanged {
  type: "standing";
  member_id: string;
  standing: Standing;
}

/**
 * What the rules of the queue remember of one member.
 *
 * Attributes:
 *     added_at_us: when they last added music.
 *     next_at_us: when they last spent their "play next".
 *     turn_at_us: since when they wait for their turn: since a track of theirs last started, or since they came (back)
 *         with something to play.
 */
export interface Standing {
  added_at_us: number;
  next_at_us: number;
  turn_at_us: number;
}

/**
 * History: `track` sounded from `at_us` on, from its beginning or wherever the room jumped in.
 *
 * The wishes for it are fulfilled: its votes, its pin and the votes to skip what played are gone, and whoever added it
 * has had their turn.
 */
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

/**
 * Between `hello` and `welcome`: the way in is not free yet, and the server goes on by itself when it is.
 *
 * `why` `knock`: somebody has to let them in. `until_us`: room time after which it is given up, or when it opens.
 */
export interface Waiting {
  type: "waiting";
  why: "knock";
  room_name: string;
  until_us: number;
}

/** Everybody who waits now, told on every change to members who may let them in. */
export interface Knocks {
  type: "knocks";
  waiting: readonly Knock[];
}

/** Somebody who waits to be let in. `user_id` names them for the answer. */
export interface Knock {
  user_id: string;
  name: string;
  asked_at_us: number;
}

/** The command stands, durably, as of `rev`. `note`: what of it did not fit, and why, in a sentence for people. */
export interface Ack {
  type: "ack";
  cmd_id: string;
  rev: number;
  note: string | null;
}

/**
 * The command changes nothing. `code` is stable, `message` a sentence for people.
 *
 * `fits_in_us`: how long until it would be taken, where time alone decides that; 0 elsewhere. It is for pages that say
 * things in other languages, by `code`.
 */
export interface Refused {
  type: "refused";
  cmd_id: string;
  code: string;
  message: string;
  retryable: boolean;
  fits_in_us: number;
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

/**
 * Right after the welcome, to members: the newest messages, oldest first, and the number of the newest change.
 *
 * `more`: there are older ones.
 */
export interface ChatOpened {
  type: "chat_opened";
  seq: number;
  said: readonly Said[];
  more: boolean;
}

/**
 * One message as it is now. `rev` is the number of its newest change; `text` is empty once it is deleted.
 *
 * `name` is what its author is called in the room now.
 */
export interface Said {
  seq: number;
  rev: number;
  msg_id: string;
  member_id: string;
  name: string;
  text: string;
  at_us: number;
  reply_to: Quote | null;
  mentions: readonly string[];
  edited_at_us: number | null;
  deleted: boolean;
}

/** The beginning of a message that is answered; empty when it is gone. */
export interface Quote {
  seq: number;
  member_id: string;
  name: string;
  text: string;
}

/** What was asked for stands, durably. `seq` is the message's. */
export interface ChatAck {
  type: "chat_ack";
  msg_id: string;
  seq: number;
}

/** Nothing came of it. `retry_in_s`: after so long the same may be said. */
export interface ChatRefused {
  type: "chat_refused";
  msg_id: string;
  code: string;
  message: string;
  retryable: boolean;
  retry_in_s: number | null;
}

/**
 * At most four a second a room: changes with the numbers after `after` up to `seq`, reactions, and who types.
 *
 * An `after` beyond the number a client has is a gap: `GET /api/rooms/{code}/chat?after=…` has what it missed.
 * `reactions` are 30 at most, for show. `typing` is None while nothing of it has changed.
 */
export interface ChatNews {
  type: "chat";
  after: number;
  seq: number;
  said: readonly Said[];
  reactions: readonly Reacted[];
  typing: readonly Typist[] | null;
}

/** An emoji somebody sent for a moment of a track. */
export interface Reacted {
  member_id: string;
  emoji: Emoji;
  entry_id: string;
  track_id: string;
  position_us: number;
}

/** Somebody who is writing. */
export interface Typist {
  member_id: string;
  name: string;
}

/** The settings a room begins with. */
export const NEW_SETTINGS: Settings = {
  "control": "everyone",
  "add": "everyone",
  "rights": {
    "playback": [
      "cohost",
      "dj",
      "listener"
    ],
    "skip": [
      "cohost",
      "dj",
      "listener"
    ],
    "add": [
      "cohost",
      "dj",
      "listener"
    ],
    "play_next": [
      "cohost",
      "dj",
      "listener"
    ],
    "remove_others": [
      "cohost",
      "dj",
      "listener"
    ],
    "arrange": [
      "cohost",
      "dj",
      "listener"
    ],
    "chat": [
      "cohost",
      "dj",
      "listener"
    ],
    "react": [
      "cohost",
      "dj",
      "listener"
    ],
    "delete_messages": [
      "cohost"
    ],
    "invite": [
      "cohost",
      "dj",
      "listener"
    ],
    "admit": [
      "cohost"
    ],
    "moderate": [
      "cohost"
    ],
    "configure": [
      "cohost"
    ],
    "appoint": []
  },
  "chat": {
    "on": true,
    "reactions": true,
    "kept_days": 365,
    "slow_mode_s": 0,
    "blocked": []
  },
  "blend": {
    "crossfade_s": 0,
    "loudness": "track",
    "fallback": "off"
  },
  "queue": {
    "mode": "free",
    "max_waiting": 0,
    "gap_min": 0,
    "longest_min": 0,
    "repeat_h": 0,
    "skip_share": 0,
    "play_next": "right",
    "token_h": 2
  },
  "doors": {
    "locked": false,
    "knock": false,
    "grace_h": 72
  }
};

export type ClientMessage =
  | Hello
  | Renew
  | Time
  | Status
  | Ready
  | Stall
  | Watch
  | CommandMessage
  | Say
  | EditSaid
  | Unsay
  | React
  | Typing;

export type ServerMessage =
  | TimeReply
  | Renewed
  | Problem
  | Welcome
  | Waiting
  | Knocks
  | Ack
  | Refused
  | EventsMessage
  | PresenceMessage
  | SyncReports
  | ChatOpened
  | ChatAck
  | ChatRefused
  | ChatNews;

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
  | EntryVoted
  | SkipVoted
  | StandingChanged
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
  | VoteCommand
  | VoteSkipCommand
  | LoopCommand
  | ConfigureCommand
  | RenameCommand
  | HandOverCommand
  | SetRoleCommand
  | StartNowCommand
  | ClickCommand
  | LeaveCommand;

export type ChatMessage =
  | Say
  | EditSaid
  | Unsay
  | React
  | Typing;

export type ChatServerMessage =
  | ChatOpened
  | ChatAck
  | ChatRefused
  | ChatNews;
