/** What the sync dialog shows: this device, its trim, or everyone. */
export type SyncView = "sync" | "trim" | "everyone";

export const SYNC_VIEWS: readonly SyncView[] = ["sync", "trim", "everyone"];
