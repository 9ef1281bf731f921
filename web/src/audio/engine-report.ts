import type { OutputStamps } from "./ports";

/** How the sound goes, as the output tells it a few times a second. */
export interface EngineReport {
  readonly running: boolean;
  readonly sounding: "silent" | "playing" | "starved";
  readonly errUs: number | null;
  readonly latencyMs: number;
  readonly armMs: number;
  readonly dropouts: number;
  readonly settling: boolean;
  readonly sampleRateHz: number;
  readonly stamps: OutputStamps;
  readonly jumps: number;
  readonly tracks: number;
}
