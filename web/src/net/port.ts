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
