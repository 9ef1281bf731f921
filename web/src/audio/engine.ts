/** What the player asks of an engine; `worklet` and `chunks` are the two there are. */

import type { AudioProblem, BufferedRange, ClockPort, EngineName, MediaGrant, PlayableTrack, Segment } from "./ports";

export interface EngineDeps {
  readonly clock: ClockPort;
  grant(renditionId: string, fresh: boolean): Promise<MediaGrant>;
  onProblem(problem: AudioProblem): void;
  /** Something in the report changed. */
  onReport(): void;
}

export interface EngineReport {
  readonly running: boolean;
  readonly sounding: "silent" | "playing" | "starved";
  readonly errUs: number | null;
  readonly latencyMs: number;
  readonly armMs: number;
  readonly dropouts: number;
}

export interface Engine {
  readonly name: EngineName;
  readonly report: EngineReport;
  /** Inside a gesture: the output runs afterwards, or the promise fails. */
  resume(): Promise<void>;
  setPlan(segments: readonly Segment[], tracks: ReadonlyMap<string, PlayableTrack>): void;
  /** Linear, smoothed by the engine. */
  setGain(gain: number): void;
  setTrimUs(trimUs: number): void;
  /** What could sound at once, the most important entries first. */
  ranges(): BufferedRange[];
  close(): void;
}
