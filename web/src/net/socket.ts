/**
 * The one socket of a room: hello and welcome, probes, commands until they are answered, and coming back after a cut.
 * What it says is for `RoomState`; it keeps no state of the room itself.
 */
import type { RoomClock } from "../core/clock";
import {
  CloseCode,
  PROTOCOL_VERSION,
  type ChatMessage,
  type ClientMessage,
  type CommandBody,
  type ServerMessage,
  type Waiting,
  type Welcome,
} from "../core/protocol.gen";
import { returnAfter } from "./backoff";
import { Line, type SocketLike } from "./line";
import { watchPage } from "./page_events";
import { dialPatienceMs, welcomePatienceMs } from "./patience";
import { CommandRefused, PendingCommands, type Done } from "./pending";
import type { Closed, HelloBody, SocketPort } from "./port";
import { Prober } from "./prober";
import { tellPort } from "./tell_port";

export type { SocketLike } from "./line";
export type { Closed, Connection, SocketPort } from "./port";

/** A status this little before its time is on time. */
const EARLY_MS = 50;
const CLOSE_RESYNCS_MS = 60_000;
const CODECS = ["opus"] as const;

export class RoomSocket {
  readonly #port: SocketPort;
  readonly #clock: RoomClock;
  readonly #line: Line;
  readonly #watch: (revive: () => void, lost: () => void) => () => void;
  readonly #pending = new PendingCommands();
  readonly #prober: Prober;
  /** `connect` was called: hello is to be said. */
  #wanted = false;
  /** The clock in use has its name from a welcome: answers before the next welcome may be another clock's. */
  #clockNamed = false;
  #welcomed = false;
  #attempt = 0;
  /** The token was refused since the last welcome. */
  #distrusted = false;
  /** Resyncs close after one another, though each was welcomed: they are dialled ever more slowly. */
  #resyncs = 0;
  #resyncedAtMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #statusEveryMs = 1000;
  #toldAtMs = -Infinity;
  #statusTimer: ReturnType<typeof setInterval> | null = null;
  #stopListening: (() => void) | null = null;

  constructor(port: SocketPort, clock: RoomClock, open?: () => SocketLike, watch = watchPage) {
    this.#port = port;
    this.#clock = clock;
    const closed = (code: number, reason: string): void => this.#closed(code, reason);
    this.#line = new Line({ opened: () => this.#opened(), message: (each) => this.#receive(each), closed }, open);
    this.#watch = watch;
    this.#prober = new Prober({
      sendProbe: (id, t1) => this.#send({ type: "time", id, t1 }),
      answered: (t1, t2, t3, t4) => this.#answered(t1, t2, t3, t4),
      lost: () => this.#drop(1006, "no answer"),
    });
  }

  /** Opens the socket and measures the clock; `connect` then has only hello left to say. Nothing is shown of it. */
  approach(): void {
    if (this.#stopListening !== null) return;
    this.#stopListening = this.#watch(
      () => this.revive(),
      () => this.#drop(1006, "no network"),
    );
    this.#dial();
  }

  connect(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    if (this.#stopListening === null) this.approach();
    else if (!this.#line.isUp) this.#dial();
    else if (this.#line.isOpen) this.#sayHello();
  }

  /** Closes for good. */
  close(): void {
    this.#end(null);
  }

  /** Something was missed: say hello anew, at once. */
  resync(): void {
    this.#drop(CloseCode.RESYNC, "resync");
  }

  /** Sends a command, now or when the socket is there within a moment. Throws `CommandRefused`. */
  command(body: CommandBody, cmdId?: string): Promise<Done> {
    if (this.#stopListening === null) {
      return Promise.reject(new CommandRefused("closed", "You are not connected to the room any more."));
    }
    const { message, done } = this.#pending.add(body, this.#port.rev(), cmdId, !this.#welcomed && this.#clockNamed);
    if (this.#welcomed) this.#send(message);
    return done;
  }

  /** Sends what is worth nothing later: dropped while there is no connection. */
  tell(message: Extract<ClientMessage, { type: "ready" | "stall" | "watch" | "renew" }> | ChatMessage): boolean {
    if (this.#welcomed) this.#send(message);
    return this.#welcomed;
  }

  /** Sends the status if it is due, and probes: timers of a hidden page may be too rare for that alone. */
  tellStatusIfDue(): void {
    this.#prober.look();
    if (performance.now() - this.#toldAtMs >= this.#statusEveryMs - EARLY_MS) this.tellStatus();
  }

  /** Sends the status now, besides once a second. */
  tellStatus(): void {
    const status = this.#welcomed ? this.#port.status() : null;
    this.#toldAtMs = performance.now();
    if (status !== null) this.#send({ type: "status", ...status });
  }

  #dial(): void {
    const hello = this.#wanted ? this.#port.hello() : undefined;
    if (hello === null) {
      this.#expire();
      return;
    }
    if (hello instanceof Promise) hello.catch(() => undefined); // asked for while it dials; `#sayHello` waits for it
    this.#after(dialPatienceMs(this.#attempt, this.#clockNamed ? this.#clock.rttUs : null), () =>
      this.#drop(1006, "no answer"),
    );
    this.#line.dial();
  }

  #opened(): void {
    if (this.#wanted) this.#sayHello();
    else this.#cancelTimer();
    if (!this.#clockNamed) this.#prober.start();
  }

  #sayHello(): void {
    const hello = this.#port.hello();
    this.#after(welcomePatienceMs(this.#attempt), () => this.#drop(1006, "no welcome"));
    if (hello instanceof Promise) {
      const { dials } = this.#line;
      const isSame = (): boolean => this.#line.dials === dials && this.#line.isOpen;
      hello.then((body) => isSame() && this.#say(body)).catch(() => undefined); // then no welcome comes, and it dials anew
    } else this.#say(hello);
  }

  #say(hello: HelloBody | null): void {
    if (hello === null) {
      this.#expire();
      return;
    }
    this.#send({ type: "hello", protocol: PROTOCOL_VERSION, codecs: CODECS, ...hello });
  }

  #expire(): void {
    this.#end({ code: CloseCode.UNAUTHENTICATED, reason: "This visit has expired." });
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case "time":
        this.#prober.receive(message);
        break;
      case "welcome":
        this.#welcome(message);
        break;
      case "waiting":
        this.#wait(message);
        break;
      case "ack":
        this.#pending.acknowledge(message.cmd_id, message.rev, message.note);
        break;
      case "refused":
        this.#pending.refuse(message);
        break;
      case "renewed":
        break; // the page keeps its own time of when to renew
      default:
        tellPort(this.#port, message);
    }
  }

  #welcome(message: Welcome): void {
    this.#welcomed = true;
    this.#attempt = 0;
    this.#distrusted = false;
    this.#cancelTimer();
    this.#clock.useClock(message.clock_id);
    const { dials } = this.#line;
    this.#port.welcome(message);
    if (this.#line.dials !== dials || !this.#line.isUp) return; // what it said was not enough: dropped, and dialled anew
    this.#port.connection("online", null);
    if (this.#clockNamed) this.#prober.start();
    this.#clockNamed = true;
    for (const waiting of this.#pending.toSend()) this.#send(waiting);
    this.tellStatus();
    this.#statusEveryMs = Math.max(250, message.status_interval_ms);
    this.#statusTimer = setInterval(() => this.tellStatusIfDue(), this.#statusEveryMs);
  }

  /** The line is good: there is no hurry, and the clock is measured meanwhile. */
  #wait(message: Waiting): void {
    this.#cancelTimer();
    this.#attempt = 0;
    this.#port.waiting(message);
  }

  #answered(t1: number, t2: number, t3: number, t4: number): void {
    const restarts = this.#clock.restarts;
    this.#clock.add(t1, t2, t3, t4);
    // A clock has jumped, or it looks like it: more probes tell at once.
    if (this.#clock.restarts !== restarts) this.#prober.burst(true);
    else if (this.#clock.doubtful) this.#prober.burst();
  }

  #send(message: ClientMessage): void {
    this.#line.send(message);
  }

  /** Closes from this side and goes on as if the other side had. */
  #drop(code: number, reason: string): void {
    if (this.#line.drop(code === 1006 ? 4000 : code, reason)) this.#closed(code, reason);
  }

  #closed(code: number, reason: string): void {
    this.#hangUp();
    if (!this.#wanted) return; // `connect` dials again; what is known of the clock serves
    if (code === CloseCode.RESYNC) this.#countResync();
    const back = returnAfter(this.#forgiven(code), this.#attempt);
    if (back === "never") {
      this.#end({ code, reason });
      return;
    }
    this.#attempt += 1;
    this.#port.connection("offline", null);
    this.#after(back.after, () => this.#dial());
  }

  /** A token that was refused is replaced, once: it may have died on the way, or with the server's keys. */
  #forgiven(code: number): number {
    if (code !== CloseCode.UNAUTHENTICATED || this.#distrusted) return code;
    this.#distrusted = true;
    this.#port.distrust();
    return CloseCode.TOKEN_EXPIRED;
  }

  #countResync(): void {
    const nowMs = performance.now();
    this.#resyncs = nowMs - this.#resyncedAtMs < CLOSE_RESYNCS_MS ? this.#resyncs + 1 : 0;
    this.#resyncedAtMs = nowMs;
    this.#attempt = Math.max(this.#attempt, this.#resyncs);
  }

  #hangUp(): void {
    this.#welcomed = false;
    this.#prober.stop();
    this.#cancelTimer();
    if (this.#statusTimer !== null) clearInterval(this.#statusTimer);
    this.#statusTimer = null;
  }

  #end(closed: Closed | null): void {
    this.#hangUp();
    this.#wanted = false;
    this.#line.drop(CloseCode.NORMAL);
    this.#stopListening?.();
    this.#stopListening = null;
    this.#pending.abandon();
    this.#port.connection("closed", closed);
  }

  /** The page came back to the front, the network did, or the machine woke up: look at the clock, or dial at once. */
  revive(): void {
    if (this.#welcomed) this.#prober.burst();
    else if (this.#wanted && !this.#line.isOpen) {
      this.#attempt = 0;
      this.#line.drop(); // it may wait seconds for a packet that was lost
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
