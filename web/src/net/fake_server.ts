/** A server for unit tests: sockets whose other end is in the test's hand. */
import {
  NEW_SETTINGS,
  type ClientMessage,
  type Member,
  type Presence,
  type ServerMessage,
  type Snapshot,
  type Transport,
  type Welcome,
} from "../core/protocol.gen";
import type { User } from "./api";
import type { SocketLike } from "./socket";

export const ANA: User = {
  user_id: "me",
  name: "Ana",
  kind: "guest",
  email: null,
  email_verified: false,
  is_admin: false,
  has_password: false,
};

export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: ClientMessage[] = [];
  closed: { code: number | undefined; reason: string | undefined } | null = null;
  readonly #sent: (message: ClientMessage) => void;

  constructor(sent: (message: ClientMessage) => void) {
    this.#sent = sent;
  }

  send(text: string): void {
    const message = JSON.parse(text) as ClientMessage;
    this.sent.push(message);
    this.#sent(message);
  }

  close(code?: number, reason?: string): void {
    this.closed = { code, reason };
  }

  say(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  cut(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason });
  }

  /** Messages of one type. */
  of<Type extends ClientMessage["type"]>(type: Type): Extract<ClientMessage, { type: Type }>[] {
    return this.sent.filter((message): message is Extract<ClientMessage, { type: Type }> => message.type === type);
  }
}

/** Opens sockets, welcomes them, and answers probes after `delayMs` each way. Room time is local time plus `offsetUs`. */
export class FakeServer {
  readonly sockets: FakeSocket[] = [];
  delayMs = 2;
  offsetUs = 1_000_000_000;
  answersProbes = true;
  clockId = "clock";
  welcome: Partial<Welcome> = {};

  readonly open = (): FakeSocket => {
    const socket = new FakeSocket((message) => {
      if (message.type === "time" && this.answersProbes) this.#answer(socket, message.id, message.t1);
    });
    this.sockets.push(socket);
    return socket;
  };

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket has been opened");
    return socket;
  }

  nowUs(): number {
    return Math.round(performance.now() * 1000) + this.offsetUs;
  }

  /** Lets the newest socket open, and welcomes it. */
  accept(more: Partial<Welcome> = {}): void {
    this.socket.onopen?.();
    this.socket.say({
      type: "welcome",
      protocol: 2,
      clock_id: this.clockId,
      member_id: "me",
      now_us: this.nowUs(),
      snapshot: null,
      missed: [],
      presence: [],
      grants: [],
      status_interval_ms: 1000,
      ...this.welcome,
      ...more,
    });
  }

  #answer(socket: FakeSocket, id: number, t1: number): void {
    setTimeout(() => {
      const now = this.nowUs();
      setTimeout(() => socket.say({ type: "time", id, t1, t2: now, t3: now }), this.delayMs);
    }, this.delayMs);
  }
}

export const STANDING: Transport = {
  epoch: 1,
  entry_id: null,
  position_us: 0,
  at_us: 0,
  playing: false,
  gate_until_us: null,
  ended: false,
  blend: null,
  overlap_us: null,
};

/** An entry of `seconds`. The key sorts it. */
export function entry(id: string, key: string, seconds = 60): Snapshot["entries"][number] {
  const rendition = {
    rendition_id: `r-${id}`,
    samples: seconds * 48_000,
    pre_skip: 312,
    packets: seconds * 50,
    size_bytes: seconds * 20_000,
    gain_db: 0,
  };
  return {
    entry_id: id,
    order_key: key,
    track: {
      track_id: `t-${id}`,
      title: id,
      artist: "",
      album: "",
      rendition,
      cover_id: null,
      accent: null,
      album_number: 0,
      album_gain_db: null,
      palette: [],
    },
    added_by: "me",
    added_at_us: 0,
    born: 0,
    pinned: false,
  };
}

export const member = (member_id: string, name: string, joined_at_us: number): Member => {
  return { member_id, name, joined_at_us, left: false, role: "listener", muted_until_us: 0 };
};

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    room_id: "room",
    code: "KTW4QM",
    name: "Kitchen",
    host_id: "host",
    rev: 5,
    settings: NEW_SETTINGS,
    loop: "off",
    transport: STANDING,
    previous: null,
    entries: [],
    upcoming_count: 0,
    members: [member("me", "Ana", 1)],
    member_count: 1,
    undo_ids: [],
    click_until_us: 0,
    votes: {},
    skip_votes: { count: 0, mine: false },
    skip_voters: [],
    ...more,
  };
}

/** A member who listens. */
export const present = (more: Partial<Presence>): Presence => ({
  member_id: "me",
  connected: true,
  listening: true,
  err_us: null,
  sigma_us: null,
  rtt_us: 0,
  hidden: false,
  audible: true,
  buffering: false,
  remote: false,
  cause: "none",
  ...more,
});
