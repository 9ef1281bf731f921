/** What a room's socket and the room say to each other. */
import type {
  ChatServerMessage,
  EventsMessage,
  Hello,
  Knocks,
  PresenceMessage,
  Problem,
  Status,
  SyncReports,
  Waiting,
  Welcome,
} from "../core/protocol.gen";

/** `waiting`: at the door, until somebody opens; the server goes on by itself. */
export type Connection = "connecting" | "waiting" | "online" | "offline" | "closed";

/** Why the socket will not come back. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export type HelloBody = Omit<Hello, "type" | "protocol" | "codecs">;

/** The room's side of the socket. */
export interface SocketPort {
  /**
   * What to say first; asked for at every connection. Null: nobody is known here any more. A promise where the token is asked for
   * first; one that fails is a lost network.
   */
  hello(): HelloBody | null | Promise<HelloBody | null>;
  /** The server did not take the token of the last hello. */
  distrust(): void;
  rev(): number;
  status(): Omit<Status, "type"> | null;
  welcome(message: Welcome): void;
  /** Before the welcome: the way in is not free yet. */
  waiting(message: Waiting): void;
  /** Who waits to be let in, told to those who may. */
  knocks(message: Knocks): void;
  events(message: EventsMessage): void;
  presence(message: PresenceMessage): void;
  reports(message: SyncReports): void;
  chat(message: ChatServerMessage): void;
  problem(message: Problem): void;
  connection(connection: Connection, closed: Closed | null): void;
}
