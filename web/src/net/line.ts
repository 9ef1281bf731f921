/** One WebSocket after another: opens them, hands over what comes, and hears no more of those that were dropped. */
import type { ClientMessage, ServerMessage } from "../core/protocol.gen";

/** The part of a `WebSocket` that is used. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

interface LinePort {
  opened(): void;
  message(message: ServerMessage): void;
  /** Not called for what was dropped from this side. */
  closed(code: number, reason: string): void;
}

export class Line {
  readonly #port: LinePort;
  readonly #open: () => SocketLike;
  #socket: SocketLike | null = null;
  #isOpen = false;
  /** How often it was dialled: tells whether it is still the same connection. */
  dials = 0;

  constructor(port: LinePort, open: () => SocketLike = openHere) {
    this.#port = port;
    this.#open = open;
  }

  /** There is a socket, open or about to be. */
  get isUp(): boolean {
    return this.#socket !== null;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  dial(): void {
    this.drop();
    this.dials += 1;
    const socket = this.#open();
    this.#socket = socket;
    socket.onopen = () => {
      this.#isOpen = true;
      this.#port.opened();
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") this.#port.message(JSON.parse(data) as ServerMessage);
    };
    socket.onclose = ({ code, reason }) => {
      this.#forget();
      this.#port.closed(code, reason);
    };
  }

  send(message: ClientMessage): void {
    if (this.#isOpen) this.#socket?.send(JSON.stringify(message));
  }

  /** Closes from this side. False when there was nothing to close. */
  drop(code = 4000, reason = ""): boolean {
    const socket = this.#forget();
    socket?.close(code, reason);
    return socket !== null;
  }

  #forget(): SocketLike | null {
    const socket = this.#socket;
    if (socket !== null) socket.onopen = socket.onmessage = socket.onclose = null;
    this.#socket = null;
    this.#isOpen = false;
    return socket;
  }
}

function openHere(): SocketLike {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}/api/socket`) as unknown as SocketLike;
}
