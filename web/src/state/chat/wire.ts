/** What a room's connection and its chat say to each other. */
import type { ChatMessage, ChatServerMessage, Event } from "../../core/protocol.gen";
import type { Room } from "../../core/room";

export interface ChatEar {
  receive(message: ChatServerMessage): void;
  /** Something was done in the room, which was `before` and is `after`. */
  happened(events: readonly Event[], before: Room, after: Room): void;
  /** The connection is gone. */
  lost(): void;
}

export class ChatWire implements ChatEar {
  ear: ChatEar | null = null;

  /** @param tell sends what is worth nothing later; false while there is no connection. */
  constructor(readonly tell: (message: ChatMessage) => boolean) {}

  receive(message: ChatServerMessage): void {
    this.ear?.receive(message);
  }

  happened(events: readonly Event[], before: Room, after: Room): void {
    this.ear?.happened(events, before, after);
  }

  lost(): void {
    this.ear?.lost();
  }
}
