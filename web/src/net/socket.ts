/**
 * The one socket of a room: hello and welcome, probes, commands until they are answered, and coming back after a cut.
 * What it says is for `RoomState`; it keeps no state of the room itself.
 */
import type { RoomClock } from "../core/clock";
import {
  CloseCode,
  PROTOCOL_VERSION,
  type ClientMessage,
  type CommandBody,
  type EventsMessage,
  type Hello,
  type PresenceMessage,
  type Problem,
  type ServerMessage,
  type Status,
  type SyncReports,
  type Welcome,
} from "../core/protocol.gen";
import { returnAfter } from "./backoff";
import { watchPage } from "./page_events";
import { CommandRefused, PendingCommands, type Done } from "./pending";
import { Prober } from "./prober";

export type Connection = "connecting" | "online" | "offline" | "closed";

/** Why the socket will not come back. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** The room's side of the socket. */
export interface SocketPort {
  /** What to say first; asked for at every connection. Null: nobody is known here any more. */
  hello(): Omit<Hello, "type" | "protocol" | "codecs"> | null;
  rev(): number;
  status(): Omit<Status, "type"> | null;
  welcome(message: Welcome): void;
  events(message: EventsMessage): void;
  presence(message: PresenceMessage): void;
  reports(message: SyncReports): void;
  problem(message: Problem): void;
  connection(connection: Connection, closed: Closed | null): void;
}

/** The part of a `WebSocket` that is used. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

const OPENING_MS = 10_000;
/** A status this little before its time is on time. */
const EARLY_MS = 50;
const CLOSE_RESYNCS_MS = 60_000;
const CODECS = ["opus"] as const;

export class RoomSocket {
  readonly #port: SocketPort;
  readonly #clock: RoomClock;
  readonly #open: () => SocketLike;
  readonly #watch: (revive: () => void, lost: () => void) => () => void;
  readonly #pending = new PendingCommands();
  readonly #prober: Prober;
  #socket: SocketLike | null = null;
  #welcomed = false;
  #attempt = 0;
  /** Resyncs close after one another, though each was welcomed: they are dialled ever more slowly. */
  #resyncs = 0;
  #resyncedAtMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #statusEveryMs = 1000;
  #toldAtMs = -Infinity;
  #statusTimer: ReturnType<typeof setInterval> | null = null;
  #stopListening: (() => void) | null = null;

  constructor(port: SocketPort, clock: RoomClock, open: () => SocketLike = openHere, watch = watchPage) {
    this.#port = port;
    this.#clock = clock;
    this.#open = open;
    this.#watch = watch;
    this.#prober = new Prober({
      sendProbe: (id, t1) => this.#send({ type: "time", id, t1 }),
      answered: (t1, t2, t3, t4) => this.#answered(t1, t2, t3, t4),
      lost: () => this.#drop(1006, "no answer"),
    });
  }

  connect(): void {
    if (this.#stopListening !== null) return;
    this.#stopListening = this.#watch(
      () => this.#revive(),
      () => this.#drop(1006, "no network"),
    );
    this.#dial();
  }

  /** Closes for good. */
  close(): void {
    this.#end(null);
  }

  /** Something was missed: say hello anew, at once. */
  resync(): void {
    this.#drop(CloseCode.RESYNC, "resync");
  }

  /** Sends a command, now or when the socket is back. Throws `CommandRefused`. */
  command(body: CommandBody, cmdId?: string): Promise<Done> {
    if (this.#stopListening === null) {
      return Promise.reject(new CommandRefused("closed", "You are not connected to the room any more."));
    }
    const { message, done } = this.#pending.add(body, this.#port.rev(), cmdId);
    if (this.#welcomed) this.#send(message);
    return done;
  }

  /** Sends what is worth nothing later: dropped while there is no connection. */
  tell(message: Extract<ClientMessage, { type: "ready" | "stall" | "watch" }>): boolean {
    if (this.#welcomed) this.#send(message);
    return this.#welcomed;
  }

  /** Sends the status if it is due: timers of a hidden page may be too rare for that alone. */
  tellStatusIfDue(): void {
    if (performance.now() - this.#toldAtMs >= this.#statusEveryMs - EARLY_MS) this.tellStatus();
  }

  /** Sends the status now, besides once a second. */
  tellStatus(): void {
    const status = this.#welcomed ? this.#port.status() : null;
    this.#toldAtMs = performance.now();
    if (status !== null) this.#send({ type: "status", ...status });
  }

  #dial(): void {
    const hello = this.#port.hello();
    if (hello === null) {
      this.#end({ code: CloseCode.UNAUTHENTICATED, reason: "This visit has expired." });
      return;
    }
    const socket = this.#open();
    this.#socket = socket;
    this.#after(OPENING_MS, () => this.#drop(1006, "no welcome"));
    socket.onopen = () => this.#send({ type: "hello", protocol: PROTOCOL_VERSION, codecs: CODECS, ...hello });
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket && typeof data === "string") this.#receive(JSON.parse(data) as ServerMessage);
    };
    socket.onclose = ({ code, reason }) => {
      if (this.#socket === socket) this.#closed(code, reason);
    };
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case "time":
        this.#prober.receive(message);
        break;
      case "welcome":
        this.#welcome(message);
        break;
      case "ack":
        this.#pending.acknowledge(message.cmd_id, message.rev);
        break;
      case "refused":
        this.#pending.refuse(message.cmd_id, new CommandRefused(message.code, message.message, message.retryable));
        break;
      case "events":
        this.#port.events(message);
        break;
      case "presence":
        this.#port.presence(message);
        break;
      case "sync_reports":
        this.#port.reports(message);
        break;
      case "problem":
        this.#port.problem(message);
        break;
    }
  }

  #welcome(message: Welcome): void {
    this.#welcomed = true;
    this.#attempt = 0;
    this.#cancelTimer();
    this.#clock.useClock(message.clock_id);
    const socket = this.#socket;
    this.#port.welcome(message);
    if (this.#socket !== socket) return; // what it said was not enough: dropped, and dialled anew
    this.#port.connection("online", null);
    this.#prober.start();
    for (const waiting of this.#pending.messages()) this.#send(waiting);
    this.tellStatus();
    this.#statusEveryMs = Math.max(250, message.status_interval_ms);
    this.#statusTimer = setInterval(() => this.tellStatusIfDue(), this.#statusEveryMs);
  }

  #answered(t1: number, t2: number, t3: number, t4: number): void {
    const restarts = this.#clock.restarts;
    this.#clock.add(t1, t2, t3, t4);
    // A clock has jumped, or it looks like it: more probes tell at once.
    if (this.#clock.restarts !== restarts) this.#prober.burst(true);
    else if (this.#clock.doubtful) this.#prober.burst();
  }

  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  /** Closes from this side and goes on as if the other side had. */
  #drop(code: number, reason: string): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code === 1006 ? 4000 : code, reason);
    this.#closed(code, reason);
  }

  #closed(code: number, reason: string): void {
    this.#hangUp();
    if (code === CloseCode.RESYNC) this.#countResync();
    const back = returnAfter(code, this.#attempt);
    if (back === "never") {
      this.#end({ code, reason });
      return;
    }
    this.#attempt += 1;
    this.#port.connection("offline", null);
    this.#after(back.after, () => this.#dial());
  }

  #countResync(): void {
    const nowMs = performance.now();
    this.#resyncs = nowMs - this.#resyncedAtMs < CLOSE_RESYNCS_MS ? this.#resyncs + 1 : 0;
    this.#resyncedAtMs = nowMs;
    this.#attempt = Math.max(this.#attempt, this.#resyncs);
  }

  #hangUp(): void {
    this.#socket = null;
    this.#welcomed = false;
    this.#prober.stop();
    this.#cancelTimer();
    if (this.#statusTimer !== null) clearInterval(this.#statusTimer);
    this.#statusTimer = null;
  }

  #end(closed: Closed | null): void {
    const socket = this.#socket;
    this.#hangUp();
    socket?.close(CloseCode.NORMAL, "");
    this.#stopListening?.();
    this.#stopListening = null;
    this.#pending.abandon();
    this.#port.connection("closed", closed);
  }

  /** The page came back to the front, or the network did: look at the clock, or dial at once. */
  #revive(): void {
    if (this.#welcomed) this.#prober.burst();
    else if (this.#socket === null) {
      this.#attempt = 0;
      this.#after(0, () => this.#dial());
    }
  }

  #after(delayMs: number, act: () => void): void {
    this.#cancelTimer();
    this.#timer = setTimeout(act, delayMs);
  }

  #cancelTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function openHere(): SocketLike {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/api/socket`) as unknown as SocketLike;
}
