/** The door to the audio engine: give it the plan of the room, it puts the music on the timeline. */

import type {
  BufferedRange,
  PlayableTrack,
  PlayerDeps,
  PlayerStatus,
  Segment,
} from "./ports";

export class Player {
  #status: PlayerStatus = {
    state: "locked",
    errUs: null,
    bufferedMs: 0,
    latencyMs: 0,
    armMs: 0,
    engine: "none",
    dropouts: 0,
  };
  readonly #listeners = new Set<(status: PlayerStatus) => void>();

  constructor(readonly deps: PlayerDeps) {}

  get status(): PlayerStatus {
    return this.#status;
  }

  /** Creates or resumes the sound output. Call it inside a user gesture; again after an interruption. */
  async unlock(): Promise<void> {
    await Promise.resolve();
  }

  /** What should sound when. Idempotent; call it at every change and every few seconds to extend the horizon. */
  setPlan(_segments: readonly Segment[], _tracks: ReadonlyMap<string, PlayableTrack>): void {
    return;
  }

  /** 0..1, this device only. */
  setVolume(_volume: number): void {
    return;
  }

  setMuted(_muted: boolean): void {
    return;
  }

  /** This output's extra delay in µs: positive plays earlier. */
  setTrimUs(_trimUs: number): void {
    return;
  }

  /** Silences this device only (a system pause); the room goes on and `unlock` or `silence(false)` rejoins it. */
  silence(_silent: boolean): void {
    return;
  }

  bufferedRanges(): BufferedRange[] {
    return [];
  }

  /** Whether this device could play there at once. */
  isReady(_entryId: string, _positionUs: number): boolean {
    return false;
  }

  onStatus(listener: (status: PlayerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
  }
}
