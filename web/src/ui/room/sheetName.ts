import type { SyncView } from "../sync/syncView";

/** What can stand in front of the room, one at a time. */
export type SheetName =
  "queue" | "people" | "chat" | "add" | "invite" | "settings" | "about" | "history" | "moderation" | "help" | SyncView;
