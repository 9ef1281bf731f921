/**
 * When to ask the time: a burst to begin with, then ever more rarely. In a burst several probes are on their way at once, or a
 * far server would take seconds to be heard twenty times; never more than a few, so that they do not queue up.
 */
import type { TimeReply } from "../core/protocol.gen";

const BURST = 36;
const BURST_GAP_MS = 60;
/** The first ones of a burst go out this soon after the answer before: a near server is known in a moment. */
const QUICK = 10;
const QUICK_GAP_MS = 20;
const MOST_WAITING = 6;
/** For so long after the beginning, one probe every so often. */
const PACES = [
  { forMs: 20_000, gapMs: 250 },
  { forMs: 120_000, gapMs: 500 },
] as const;
const RESTING_GAP_MS = 2000;
const DEAD_MS = 8000;
/** The clocks are looked at this often, whether or not a probe is due. */
const LOOK_MS = 1000;
/** A timer that comes so late, or a wall clock that ran on so far alone, means that the machine slept. */
const SLEPT_MS = 2000;

/** What the prober asks of whoever owns the socket. */
export interface ProbePort {
  sendProbe(id: number, t1Us: number): void;
  answered(t1Us: number, t2Us: number, t3Us: number, t4Us: number): void;
  /** No probe has found an answer for some time: the connection is dead, whatever it says itself. */
  lost(): void;
}

export class Prober {
  readonly #port: ProbePort;
  readonly #nowUs: () => number;
  readonly #wallMs: () => number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #id = 0;
  /** When each probe without an answer was sent, µs, oldest first. */
  readonly #waiting = new Map<number, number>();
  #burstLeft = 0;
  #begunAtUs = 0;
  #sentAtUs = -Infinity;
  #answeredAtUs = -Infinity;
  #wokeAtUs = -Infinity;
  #expectedAtUs = 0;
  #wallAheadMs = Infinity;
  #running = false;

  constructor(
    port: ProbePort,
    nowUs: () => number = () => Math.round(performance.now() * 1000),
    wallMs: () => number = () => Date.now(),
  ) {
    this.#port = port;
    this.#nowUs = nowUs;
    this.#wallMs = wallMs;
  }

  /** Begins with a burst. Called again, it begins anew. */
  start(): void {
    this.stop();
    this.#running = true;
    this.burst(true);
  }

  stop(): void {
    this.#running = false;
    this.#waiting.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** A quick look again, after the page has slept or the network has changed. `anew`: nothing known before counts. */
  burst(anew = false): void {
    if (!this.#running) return;
    this.#burstLeft = BURST;
    if (anew) this.#begunAtUs = this.#nowUs();
    this.#plan();
  }

  /** For callers whom a hidden page does not slow down: does what a timer that is late should have done. */
  look(): void {
    if (this.#running && this.#nowUs() >= this.#expectedAtUs) this.#tick();
  }

  /** Takes an answer, as early as possible after it arrived. */
  receive(reply: TimeReply): void {
    const t4Us = this.#nowUs();
    const t1Us = this.#waiting.get(reply.id);
    if (t1Us === undefined) return;
    // Answers keep their order: what was sent before this one and has none will have none.
    for (const id of this.#waiting.keys()) if (id <= reply.id) this.#waiting.delete(id);
    this.#answeredAtUs = t4Us;
    this.#port.answered(t1Us, reply.t2, reply.t3, t4Us);
    this.#plan();
  }

  /** A probe is due, or it is time to look whether the machine has slept. */
  #tick(): void {
    const nowUs = this.#nowUs();
    if (this.#hasSlept()) {
      this.#burstLeft = BURST;
      if (this.#oldestUs() > this.#wokeAtUs) this.#wokeAtUs = nowUs;
    }
    if (this.#waiting.size > 0 && nowUs - this.#silentSinceUs() >= DEAD_MS * 1000) {
      this.stop();
      this.#port.lost();
      return;
    }
    if (nowUs >= this.#dueUs()) this.#send(nowUs);
    this.#plan();
  }

  #send(nowUs: number): void {
    this.#id += 1;
    this.#burstLeft = Math.max(0, this.#burstLeft - 1);
    this.#sentAtUs = nowUs;
    this.#waiting.set(this.#id, nowUs);
    this.#port.sendProbe(this.#id, nowUs);
  }

  /**
   * An answer may have lain through a sleep in a queue that is read only after the timers: silence begins anew when it ends, once
   * for each probe that waits, or a page whose timers are always late would never find its connection dead.
   */
  #silentSinceUs(): number {
    return Math.max(this.#oldestUs(), this.#answeredAtUs, this.#wokeAtUs);
  }

  /** When the oldest probe without an answer was sent. */
  #oldestUs(): number {
    const [oldestUs = Infinity] = this.#waiting.values();
    return oldestUs;
  }

  #dueUs(): number {
    if (this.#waiting.size >= MOST_WAITING) return Infinity;
    return this.#sentAtUs + this.#gapMs() * 1000;
  }

  #gapMs(): number {
    const waits = this.#waiting.size > 0;
    if (this.#burstLeft > 0) return this.#burstLeft > BURST - QUICK && !waits ? QUICK_GAP_MS : BURST_GAP_MS;
    const sinceMs = (this.#nowUs() - this.#begunAtUs) / 1000;
    return PACES.find((pace) => sinceMs < pace.forMs)?.gapMs ?? RESTING_GAP_MS;
  }

  /** `performance.now()` may stand still while a machine sleeps, or run on: then the timer is late. */
  #hasSlept(): boolean {
    const nowUs = this.#nowUs();
    const aheadMs = this.#wallMs() - nowUs / 1000;
    const slept = aheadMs - this.#wallAheadMs > SLEPT_MS || nowUs - this.#expectedAtUs > SLEPT_MS * 1000;
    this.#wallAheadMs = aheadMs;
    return slept;
  }

  #plan(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#running) return;
    const nowUs = this.#nowUs();
    this.#expectedAtUs = Math.max(nowUs, Math.min(this.#dueUs(), nowUs + LOOK_MS * 1000));
    this.#timer = setTimeout(() => this.#tick(), Math.ceil((this.#expectedAtUs - nowUs) / 1000));
  }
}
