/** When to ask the time: a burst to begin with, then ever more rarely. Probes are sequential, so they never queue up. */
import type { TimeReply } from "../core/protocol.gen";

const BURST = 20;
const BURST_GAP_MS = 60;
const TIMEOUT_MS = 2000;
/** For so long after a burst, one probe every so often. */
const PACES = [
  { forMs: 90_000, gapMs: 500 },
  { forMs: 300_000, gapMs: 2000 },
] as const;
const RELAXED_GAP_MS = 4000;
const LOST_IN_A_ROW = 4;

/** What the prober asks of whoever owns the socket. */
export interface ProbePort {
  sendProbe(id: number, t1Us: number): void;
  answered(t1Us: number, t2Us: number, t3Us: number, t4Us: number): void;
  /** Several probes running found no answer: the connection is dead, whatever it says itself. */
  lost(): void;
}

export class Prober {
  readonly #port: ProbePort;
  readonly #nowUs: () => number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #id = 0;
  #waitingFor: number | null = null;
  #burstLeft = 0;
  #burstAtUs = 0;
  #lostInARow = 0;
  #running = false;

  constructor(port: ProbePort, nowUs: () => number = () => Math.round(performance.now() * 1000)) {
    this.#port = port;
    this.#nowUs = nowUs;
  }

  /** Begins with a burst. Called again, it begins anew. */
  start(): void {
    this.stop();
    this.#running = true;
    this.#lostInARow = 0;
    this.burst();
  }

  stop(): void {
    this.#running = false;
    this.#waitingFor = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** A quick look again, after the page has slept or the network has changed. */
  burst(): void {
    if (!this.#running) return;
    this.#burstLeft = BURST;
    this.#burstAtUs = this.#nowUs();
    if (this.#waitingFor === null) this.#after(0, () => this.#probe());
  }

  /** Takes an answer, as early as possible after it arrived. */
  receive(reply: TimeReply): void {
    const t4Us = this.#nowUs();
    if (reply.id !== this.#waitingFor) return;
    this.#waitingFor = null;
    this.#lostInARow = 0;
    this.#port.answered(reply.t1, reply.t2, reply.t3, t4Us);
    this.#after(this.#gapMs(), () => this.#probe());
  }

  #probe(): void {
    this.#id += 1;
    this.#burstLeft = Math.max(0, this.#burstLeft - 1);
    this.#waitingFor = this.#id;
    this.#after(TIMEOUT_MS, () => this.#unanswered());
    this.#port.sendProbe(this.#id, this.#nowUs());
  }

  #unanswered(): void {
    this.#waitingFor = null;
    this.#lostInARow += 1;
    if (this.#lostInARow < LOST_IN_A_ROW) {
      this.#probe();
      return;
    }
    this.stop();
    this.#port.lost();
  }

  #gapMs(): number {
    if (this.#burstLeft > 0) return BURST_GAP_MS;
    const sinceMs = (this.#nowUs() - this.#burstAtUs) / 1000;
    return PACES.find((pace) => sinceMs < pace.forMs)?.gapMs ?? RELAXED_GAP_MS;
  }

  #after(delayMs: number, act: () => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = this.#running ? setTimeout(act, delayMs) : null;
  }
}
