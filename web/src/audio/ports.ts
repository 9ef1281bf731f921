/**
 * What the audio engine needs from the rest of the client, and nothing more: structural twins of the timeline's segment, the
 * room clock and the wire types, so that this folder stands alone in tests and on the bench.
 */

/** One stretch of the plan: active from `fromUs` (room timeline) until the next segment's `fromUs`. */
export interface Segment {
  readonly entryId: string | null;
  readonly fromUs: number;
  readonly positionUs: number;
  readonly playing: boolean;
  readonly epoch: number;
  /** While this track's position is short of `overlap_us`, another one sounds with it, at `from_us` + that position. */
  readonly blend?: { readonly entry_id: string; readonly from_us: number; readonly overlap_us: number } | null;
}

export interface RenditionInfo {
  readonly rendition_id: string;
  /** Exact length at 48 kHz, pre-skip and padding taken off. */
  readonly samples: number;
  readonly pre_skip: number;
  /** Opus packets of 960 samples each. */
  readonly packets: number;
  readonly size_bytes: number;
  readonly gain_db: number;
}

export interface PlayableTrack {
  readonly rendition: RenditionInfo;
}

export interface MediaGrant {
  readonly rendition_id: string;
  readonly base: string;
  readonly query: string;
  readonly expires_at_s: number;
}

/** The room timeline against `performance.now()`. */
export interface ClockPort {
  toRoomUs(perfMs: number): number;
  toPerfMs(roomUs: number): number;
  nowUs(): number;
  readonly sigmaUs: number;
  readonly ready: boolean;
}

export interface AudioProblem {
  readonly code: "blocked" | "device" | "media" | "decoder";
  readonly message: string;
}

export interface PlayerDeps {
  readonly clock: ClockPort;
  /** Room time, µs; before the clock is ready a rough one, good enough to know what to fetch. */
  nowUs(): number;
  /** An address for a rendition. `fresh`: the one held was refused, get another. */
  grant(renditionId: string, fresh?: boolean): Promise<MediaGrant>;
  onProblem?(problem: AudioProblem): void;
  /** The machine slept, or the page was frozen: what is known of the time and the network may be void. */
  onAwake?(): void;
}

/** "remote": this device only controls the room; its output is closed on purpose. */
export type PlayerState = "locked" | "idle" | "buffering" | "playing" | "interrupted" | "remote";
export type DecoderName = "webcodecs" | "wasm";
/** "element": through a stream into an `<audio>`, which the system lets play in the background where it stops a page's own output. */
export type Route = "direct" | "element";
export type EngineName = "worklet" | "chunks" | "none";
/** What tells when a frame is heard: the browser's own time stamps, or the latency it reports. */
export type OutputStamps = "browser" | "reported" | "none";

export interface PlayerStatus {
  readonly state: PlayerState;
  /** Where the sound is against the timeline: positive = late. `null` while nothing sounds, or nobody can tell when it is heard. */
  readonly errUs: number | null;
  /** Music ahead of the playhead that needs no network. */
  readonly bufferedMs: number;
  /** From the audio graph to the output, as the browser reports it. */
  readonly latencyMs: number;
  /** From asking for a place in a buffered track to its samples standing ready: the slowest of the last few. */
  readonly armMs: number;
  readonly engine: EngineName;
  /** Null before one was needed. */
  readonly decoder: DecoderName | null;
  readonly route: Route;
  /** How often the music ran dry. */
  readonly dropouts: number;
  /** The output's map or the controller has not come to rest: the error shown is provisional. */
  readonly settling: boolean;
  readonly sampleRateHz: number;
  readonly stamps: OutputStamps;
  /** Splices that corrected an error, starts and seeks not counted. */
  readonly jumps: number;
  /** Tracks that sound: two in a blend. */
  readonly tracks: number;
  /** Names the output as well as the browser tells it apart; "" before it is open. */
  readonly outputKey: string;
  /** The output's own name, where the browser tells it. */
  readonly outputLabel: string | null;
}

/** Before the sound of this device was opened. */
export const LOCKED: PlayerStatus = {
  state: "locked",
  errUs: null,
  bufferedMs: 0,
  latencyMs: 0,
  armMs: 0,
  engine: "none",
  decoder: null,
  route: "direct",
  dropouts: 0,
  settling: false,
  sampleRateHz: 0,
  stamps: "none",
  jumps: 0,
  tracks: 0,
  outputKey: "",
  outputLabel: null,
};

export interface BufferedRange {
  readonly entryId: string;
  readonly fromUs: number;
  readonly toUs: number;
}
