/** Commands without an answer yet. Sent again after a reconnect with the same `cmd_id`, they are done once all the same. */
import { newId } from "../core/ids";
import type { CommandBody, CommandMessage, Refused } from "../core/protocol.gen";

const PATIENCE_MS = 15_000;
/** A command asked for while nobody hears it waits this long for the connection: later it would come as a surprise. */
const UNHEARD_MS = 2_000;
/** Why nothing can be asked of the room while the connection is lost. */
export const NO_CONNECTION = "No connection: the room can’t hear you.";

/** The room refused a command; `message` is a sentence for people, `code` is stable. */
export class CommandRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryable = false,
    /** How long until it would be taken, where time alone decides that; 0 elsewhere. */
    readonly fitsInUs = 0,
  ) {
    super(message);
    this.name = "CommandRefused";
  }
}

export interface Done {
  readonly rev: number;
  /** Names a removal for `undo`. */
  readonly cmdId: string;
  /** What of it did not fit, and why. */
  readonly note?: string;
}

interface Waiting {
  readonly message: CommandMessage;
  readonly resolve: (done: Done) => void;
  readonly reject: (refused: CommandRefused) => void;
  timer: ReturnType<typeof setTimeout>;
}

export class PendingCommands {
  readonly #waiting = new Map<string, Waiting>();

  /**
   * Wraps a command. It settles by `acknowledge`, `refuse`, `abandon`, or when nobody answers for 15 s.
   * @param unheard the connection is lost: forgotten unless it is back, and the command sent, within 2 s.
   */
  add(
    body: CommandBody,
    baseRev: number,
    cmdId: string = newId(),
    unheard = false,
  ): { message: CommandMessage; done: Promise<Done> } {
    const message: CommandMessage = { type: "command", cmd_id: cmdId, body, base_rev: baseRev };
    const done = new Promise<Done>((resolve, reject) => {
      const timer = unheard ? this.#patience(cmdId, UNHEARD_MS, NO_CONNECTION) : this.#patience(cmdId);
      this.#waiting.set(cmdId, { message, resolve, reject, timer });
    });
    return { message, done };
  }

  /** All to be sent now, in the order they were asked for. */
  toSend(): CommandMessage[] {
    return Array.from(this.#waiting.values(), (waiting) => {
      clearTimeout(waiting.timer);
      waiting.timer = this.#patience(waiting.message.cmd_id);
      return waiting.message;
    });
  }

  acknowledge(cmdId: string, rev: number, note: string | null = null): void {
    this.#settle(cmdId)?.resolve(note === null ? { rev, cmdId } : { rev, cmdId, note });
  }

  refuse({ cmd_id, code, message, retryable, fits_in_us }: Refused): void {
    this.#reject(cmd_id, new CommandRefused(code, message, retryable, fits_in_us));
  }

  #reject(cmdId: string, refused: CommandRefused): void {
    this.#settle(cmdId)?.reject(refused);
  }

  /** The connection is closed for good. */
  abandon(): void {
    for (const cmdId of [...this.#waiting.keys()]) {
      this.#reject(cmdId, new CommandRefused("closed", "You are not connected to the room any more."));
    }
  }

  #patience(
    cmdId: string,
    delayMs = PATIENCE_MS,
    words = "The room did not answer. Check your connection and try again.",
  ): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#reject(cmdId, new CommandRefused("offline", words, true)), delayMs);
  }

  #settle(cmdId: string): Waiting | undefined {
    const waiting = this.#waiting.get(cmdId);
    if (waiting !== undefined) clearTimeout(waiting.timer);
    this.#waiting.delete(cmdId);
    return waiting;
  }
}
