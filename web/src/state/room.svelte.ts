/** One room as this browser knows it. */
import type {
  Audience,
  CommandBody,
  Grant,
  LoopMode,
  Member,
  Presence,
  QueueEntry,
  Settings,
  Transport,
} from "../core/protocol.gen";
import { RoomClock } from "../core/clock";
import type { Segment } from "../core/timeline";
import type { Session } from "./session.svelte";

export type Connection = "connecting" | "online" | "offline" | "closed";

/** The room refused a command; `message` is a sentence for people, `code` is stable. */
export class CommandRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryable = false,
  ) {
    super(message);
    this.name = "CommandRefused";
  }
}

/** A member with what is known of where they are now. `presence` null: not connected. */
export interface Person extends Member {
  presence: Presence | null;
  isMe: boolean;
  isHost: boolean;
}

export interface Done {
  rev: number;
  /** Names a removal for `undo`. */
  cmdId: string;
}

/** Why the socket will not come back: a close code of 4200 and up. */
export interface Closed {
  code: number;
  reason: string;
}

export class RoomState {
  readonly clock = new RoomClock();
  code = $state("");
  name = $state("");
  hostId = $state("");
  me = $state<string | null>(null);
  settings = $state<Settings>({ control: "everyone", add: "everyone" });
  loop = $state<LoopMode>("off");
  rev = $state(0);
  transport = $state.raw<Transport | null>(null);
  previous_ = $state.raw<Transport | null>(null);
  connection = $state<Connection>("connecting");
  closed = $state.raw<Closed | null>(null);
  listeners = $state(0);
  memberCount = $state(0);
  upcomingCount = $state(0);
  undoIds = $state.raw<readonly string[]>([]);
  /** The first snapshot has arrived. */
  loaded = $state(false);

  /** What the newest decision is about; also while its start is still ahead. */
  current = $state.raw<QueueEntry | null>(null);
  /** What can be heard now. */
  audible = $state.raw<QueueEntry | null>(null);
  upcoming = $state.raw<readonly QueueEntry[]>([]);
  played = $state.raw<readonly QueueEntry[]>([]);
  members = $state.raw<readonly Person[]>([]);

  constructor(
    readonly session: Session,
    code: string,
  ) {
    this.code = code;
  }

  /** Opens the socket. `listening` false looks without joining. */
  connect(_listening = true): void {}
  close(): void {}

  get isHost(): boolean {
    return this.me !== null && this.me === this.hostId;
  }
  get canControl(): boolean {
    return this.isHost || this.settings.control === "everyone";
  }
  get canAdd(): boolean {
    return this.isHost || this.settings.add === "everyone";
  }
  get playing(): boolean {
    return this.transport?.playing ?? false;
  }
  /** Waiting for members to buffer. */
  get gated(): boolean {
    return this.transport?.gate_until_us != null;
  }
  positionUs(): number {
    return 0;
  }
  plan(_nowUs: number, _horizonUs?: number): Segment[] {
    return [];
  }

  play = (): Promise<Done> => this.#command({ type: "play" });
  pause = (): Promise<Done> => this.#command({ type: "pause" });
  seek = (positionUs: number): Promise<Done> => this.#command({ type: "seek", entry_id: "", position_us: positionUs });
  skip = (): Promise<Done> => this.#command({ type: "skip", entry_id: "" });
  previous = (): Promise<Done> => this.#command({ type: "previous", entry_id: "" });
  jump = (entryId: string): Promise<Done> => this.#command({ type: "jump", entry_id: entryId });
  enqueue = (trackIds: readonly string[], where: "last" | "next" = "last"): Promise<Done> =>
    this.#command({ type: "enqueue", track_ids: trackIds, where });
  remove = (entryIds: readonly string[]): Promise<Done> => this.#command({ type: "remove", entry_ids: entryIds });
  move = (entryId: string, after: string | null): Promise<Done> =>
    this.#command({ type: "move", entry_id: entryId, after });
  clear = (): Promise<Done> => this.#command({ type: "clear" });
  undo = (undoId: string): Promise<Done> => this.#command({ type: "undo", undo_id: undoId });
  shuffle = (): Promise<Done> => this.#command({ type: "shuffle" });
  setLoop = (mode: LoopMode): Promise<Done> => this.#command({ type: "loop", mode });
  configure = (changes: { name?: string; control?: Audience; add?: Audience }): Promise<Done> =>
    this.#command({ type: "configure", ...changes });
  rename = (name: string): Promise<Done> => this.#command({ type: "rename", name });
  handOver = (memberId: string): Promise<Done> => this.#command({ type: "hand_over", member_id: memberId });
  startNow = (): Promise<Done> => this.#command({ type: "start_now", epoch: this.transport?.epoch ?? 0 });
  leave = (): Promise<Done> => this.#command({ type: "leave" });

  /** Fetches the next page of the queue. */
  loadMoreQueue = (): Promise<void> => Promise.resolve();
  loadMoreMembers = (): Promise<void> => Promise.resolve();

  grant = (_renditionId: string): Promise<Grant> => Promise.reject(new CommandRefused("offline", ""));

  #command(_body: CommandBody): Promise<Done> {
    return Promise.reject(new CommandRefused("offline", ""));
  }
}
