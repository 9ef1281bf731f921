/** What a room's socket and the room say to each other. */
import type {
  EventsMessage,
  Hello,
  PresenceMessage,
  Problem,
  Status,
  SyncReports,
  Welcome,
} from "../core/protocol.gen";

export type Connection = "connecting" | "online" | "offline" | "closed";

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
  events(message: EventsMessage): void;
  presence(message: PresenceMessage): void;
  reports(message: SyncReports): void;
  problem(message: Problem): void;
  connection(connection: Connection, closed: Closed | null): void;
}
