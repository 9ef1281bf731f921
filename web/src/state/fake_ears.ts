/** A player for tests of what feeds it: it notes what it is told, and says what it is made to say. */
import { LOCKED, type PlayerStatus, type Segment } from "../audio/ports";
import type { Ears } from "./listening.svelte";

export const PLAYING: PlayerStatus = {
  ...LOCKED,
  state: "playing",
  errUs: 120.4,
  bufferedMs: 9000,
  latencyMs: 20,
  armMs: 5,
  engine: "worklet",
  dropouts: 0,
};

export class FakeEars implements Ears {
  plans: readonly Segment[][] = [];
  tracks: readonly string[] = [];
  ready = false;
  silent = false;
  volume = -1;
  muted = false;
  unlocked = 0;
  closed = false;
  tell: (status: PlayerStatus) => void = () => undefined;

  prepare = (): Promise<void> => Promise.resolve();
  unlock = (): Promise<void> => {
    this.unlocked += 1;
    return Promise.resolve();
  };
  setPlan: Ears["setPlan"] = (segments, tracks) => {
    this.plans = [...this.plans, [...segments]];
    this.tracks = [...tracks.keys()];
  };
  setVolume = (volume: number): void => void (this.volume = volume);
  setMuted = (muted: boolean): void => void (this.muted = muted);
  trimUs = 0;
  remote = false;
  clickUntilUs = 0;
  setTrimUs = (trimUs: number): void => void (this.trimUs = trimUs);
  setRemote = (remote: boolean): void => void (this.remote = remote);
  setClickUntilUs = (untilUs: number): void => void (this.clickUntilUs = untilUs);
  silence = (silent: boolean): void => void (this.silent = silent);
  bufferedRanges = () => [{ entryId: "a", fromUs: 0.4, toUs: 5e6 }];
  isReady = (): boolean => this.ready;
  readSignal = (): boolean => false;
  onStatus: Ears["onStatus"] = (listener) => {
    this.tell = listener;
    return () => true;
  };
  close = (): void => void (this.closed = true);
}
