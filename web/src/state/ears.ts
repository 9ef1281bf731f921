import type { Player } from "../audio/player";

/** What is used of the player; tests give their own. */
export type Ears = Pick<
  Player,
  | "prepare"
  | "unlock"
  | "setPlan"
  | "setVolume"
  | "setMuted"
  | "setTrimUs"
  | "setRemote"
  | "setClickUntilUs"
  | "silence"
  | "bufferedRanges"
  | "isReady"
  | "readSignal"
  | "onStatus"
  | "close"
>;
