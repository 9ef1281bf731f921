/** Says `ready` to a gated epoch as soon as this device could play what it asks for: once each, and not a moment later. */
import type { RoomState } from "./room.svelte";

const CHECK_MS = 100;

type Gate = Pick<RoomState, "transport" | "gated" | "tellReady">;

export interface Readiness {
  isReady(entryId: string, positionUs: number): boolean;
  bufferedMs(): number;
}

export class GateAnswer {
  readonly #room: Gate;
  readonly #readiness: Readiness;
  #timer: ReturnType<typeof setInterval> | null = null;
  /** The last gated epoch that was answered. */
  #answeredEpoch = -1;

  constructor(room: Gate, readiness: Readiness) {
    this.#room = room;
    this.#readiness = readiness;
  }

  /** Answers if there is something to answer; otherwise looks again until there is, or the gate is gone. */
  check(): void {
    const { transport, gated } = this.#room;
    const entryId = transport?.entry_id ?? null;
    if (transport === null || entryId === null || !gated || transport.epoch === this.#answeredEpoch) {
      this.stop();
      return;
    }
    const ready = this.#readiness.isReady(entryId, transport.position_us);
    if (ready && this.#room.tellReady(transport.epoch, this.#readiness.bufferedMs())) {
      this.#answeredEpoch = transport.epoch;
      this.stop();
    } else this.#timer ??= setInterval(() => this.check(), CHECK_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
