/**
 * Keeps a `Room` true to the server's: snapshot, revisions in order, presence. A gap in the revisions, or an entry that is
 * needed and not known, is answered by a fresh hello. No runes here; `RoomState` shows what this knows.
 */
import type { RoomClock } from "../core/clock";
import {
  CloseCode,
  type EventsMessage,
  type Knock,
  type Presence,
  type PresenceMessage,
  type Revision,
  type Status,
  type Waiting,
  type Welcome,
} from "../core/protocol.gen";
import { evolve, fromSnapshot, type Room } from "../core/room";
import type { HelloBody } from "../net/port";
import { ChatWire } from "./chat/wire";
import { RoomSocket, type Closed, type Connection, type SocketLike, type SocketPort } from "../net/socket";
import { Grants } from "./grants";
import { Pages } from "./pages";
import { withPresence } from "./people";
import type { Session } from "./session.svelte";
import { Watching } from "./watching";

export type StatusBody = Omit<Status, "type">;

/** How a socket is opened, the page is watched and time is told; tests give their own. */
export interface LinkSeams {
  readonly open?: () => SocketLike;
  readonly watch?: (revive: () => void) => () => void;
  readonly clock?: RoomClock;
}

export class RoomLink {
  room: Room | null = null;
  presence: ReadonlyMap<string, Presence> = new Map();
  listeners = 0;
  me: string | null = null;
  connection: Connection = "connecting";
  closed: Closed | null = null;
  /** Why the room does not open yet, while the connection is `waiting`. */
  waiting: Waiting | null = null;
  /** Who waits to be let in, as far as this member is told. */
  knocks: readonly Knock[] = [];
  listening = true;
  /** The room's, until its door has opened: members need none. */
  password: string | null = null;
  statusSource: (() => StatusBody) | null = null;
  readonly socket: RoomSocket;
  readonly grants: Grants;
  readonly pages: Pages;
  readonly chat = new ChatWire((message) => this.socket.tell(message));
  readonly watching = new Watching((on) => this.socket.tell({ type: "watch", on }));
  readonly #session: Session;
  readonly #clock: RoomClock;
  readonly #code: () => string;
  readonly #changed: () => void;
  readonly #stopRenewing: () => void;
  /** Room time minus local time as the welcome told it: enough to show something before the first probes. */
  #roughOffsetUs = 0;
  #wantsSnapshot = false;

  constructor(session: Session, clock: RoomClock, code: () => string, changed: () => void, seams: LinkSeams = {}) {
    this.#session = session;
    this.#clock = clock;
    this.#code = code;
    this.#changed = changed;
    this.socket = new RoomSocket(this.#port(), clock, seams.open, seams.watch);
    this.#stopRenewing = session.onRenewed((token) => this.socket.tell({ type: "renew", token }));
    this.grants = new Grants(
      (ids) => session.api.grants(code(), ids),
      () => this.nowUs() / 1e6,
    );
    this.pages = new Pages(session.api, {
      code,
      get: () => this.room,
      set: (room) => this.#set(room),
    });
  }

  /** Room time, µs; a rough one before the clock is measured. */
  nowUs(): number {
    return this.#clock.ready ? this.#clock.nowUs() : performance.now() * 1000 + this.#roughOffsetUs;
  }

  /** The room needs an entry that is not known here: ask for all of it. */
  needSnapshot(): void {
    if (this.#wantsSnapshot) return;
    this.#wantsSnapshot = true;
    this.socket.resync();
  }

  #port(): SocketPort {
    return {
      hello: () => this.#hello(),
      distrust: () => this.#session.distrust(),
      rev: () => this.room?.rev ?? 0,
      status: () => this.statusSource?.() ?? this.#statusOfOnlooker(),
      welcome: (message) => this.#welcome(message),
      events: (message) => this.#events(message),
      presence: (message) => this.#presence(message),
      waiting: (message) => {
        this.waiting = message;
        this.connection = "waiting";
        this.#changed();
      },
      knocks: (message) => {
        this.knocks = message.waiting;
        this.#changed();
      },
      reports: (message) => this.watching.receive(message.reports, message.left_out),
      chat: (message) => this.chat.receive(message),
      problem: () => undefined,
      connection: (connection, closed) => {
        this.connection = connection;
        this.closed = closed;
        if (connection === "online") this.watching.renew();
        else this.chat.lost();
        if (connection === "closed") this.#ended(closed);
        this.#changed();
      },
    };
  }

  #ended(closed: Closed | null): void {
    this.#stopRenewing();
    // It ended this session, or another one that this browser had before: the server knows.
    if (closed?.code === CloseCode.SIGNED_OUT) void this.#session.refresh().catch(() => null);
  }

  #hello(): ReturnType<SocketPort["hello"]> {
    const { freshToken, isKnown } = this.#session;
    if (freshToken !== null) return this.#helloWith(freshToken);
    return isKnown ? this.#session.fresh().then((token) => (token === null ? null : this.#helloWith(token))) : null;
  }

  #helloWith(token: string): HelloBody {
    return {
      token,
      room: this.#code(),
      device_id: this.#session.deviceId,
      last_rev: this.#wantsSnapshot ? null : (this.room?.rev ?? null),
      listening: this.listening,
      ...(this.password !== null && { password: this.password }),
    };
  }

  #statusOfOnlooker(): StatusBody {
    return { source: "none", audible: false };
  }

  #welcome(message: Welcome): void {
    this.me = message.member_id;
    this.password = null;
    this.#roughOffsetUs = message.now_us - performance.now() * 1000;
    this.presence = withPresence(new Map(), message.presence);
    this.listeners = message.presence.filter((each) => each.connected && each.listening).length;
    this.grants.keep(message.grants);
    if (message.snapshot !== null) {
      this.#wantsSnapshot = false;
      this.#set(fromSnapshot(message.snapshot, message.member_id));
    } else this.#apply(message.missed ?? []);
  }

  #events(message: EventsMessage): void {
    this.#apply(message.revisions);
  }

  #apply(revisions: readonly Revision[]): void {
    let room = this.room;
    for (const revision of revisions) {
      if (room === null || revision.rev > room.rev + 1) {
        this.socket.resync();
        return;
      }
      if (revision.rev <= room.rev) continue;
      const before: Room = room;
      room = { ...revision.events.reduce(evolve, room), rev: revision.rev };
      this.chat.happened(revision.events, before, room);
    }
    if (room !== null) this.#set(room);
  }

  #presence(message: PresenceMessage): void {
    this.presence = withPresence(this.presence, message.changed);
    this.listeners = message.listeners;
    this.#changed();
  }

  #set(room: Room): void {
    this.room = room;
    // A page that cannot be had now is asked for again at the next change.
    if (room.stale) this.pages.reload().catch(() => undefined);
    if (room.loop === "queue" && room.playedCut) this.pages.earlier().catch(() => undefined);
    this.#changed();
  }
}
