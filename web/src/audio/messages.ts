/** What the page, the decoder worker and the worklet say to each other. */

import type { DecoderName, MediaGrant, RenditionInfo } from "./ports";

/** A segment of the plan as the worklet plays it. `key` is the same for the same stretch of music in every plan. */
export interface PlanPart {
  readonly key: number;
  readonly fromUs: number;
  readonly playing: boolean;
  /** Where its samples come from; -1: nothing is open for it. */
  readonly lane: number;
  /** Track sample at `fromUs`, and where the track ends. */
  readonly sample: number;
  readonly end: number;
  readonly gain: number;
  /** Begins on the sample at which the part before it ends. */
  readonly chained: boolean;
  /** Sounds beside the other parts: the end of a track under the beginning of the next. */
  readonly isUnder: boolean;
  readonly fade: Fade | null;
}

/** How the loudness of a track changes with its samples, for equal power: over `length` from `from` on it comes (`in`) or goes. */
export interface Fade {
  readonly from: number;
  readonly length: number;
  readonly way: "in" | "out";
}

/** Output frame against room time: frame f is heard at `roomUs + (f - frame) * usPerFrame`. */
export interface OutputMap {
  readonly roomUs: number;
  readonly frame: number;
  readonly usPerFrame: number;
  /** How far the measurements scatter around the fit. */
  readonly residualUs: number;
  /** The fit began anew: what was learnt about this output no longer holds. */
  readonly anew: boolean;
  /** It was moved on purpose (a trim): the music follows at once. */
  readonly moved: boolean;
}

export type ToWorklet =
  | { readonly t: "plan"; readonly parts: readonly PlanPart[] }
  /** `isCalm`: nothing is being found out about the output, and ticks may be rarer. */
  | { readonly t: "map"; readonly map: OutputMap; readonly isCalm: boolean }
  /** Something is to be found out about the output: ticks come often again. */
  | { readonly t: "curious" }
  | { readonly t: "gain"; readonly gain: number }
  /** A click at each whole second of room time before `untilUs`; 0: none. */
  | { readonly t: "click"; readonly untilUs: number }
  | { readonly t: "open"; readonly lane: number; readonly sample: number }
  | { readonly t: "close"; readonly lane: number }
  | { readonly t: "port"; readonly port: MessagePort };

export interface LaneFill {
  readonly lane: number;
  readonly lo: number;
  readonly hi: number;
}

/** A frame and the wall time (`Date.now()`, whole ms) at which it was rendered. */
export interface Rendered {
  readonly wallMs: number;
  readonly frame: number;
}

export type Sounding = "silent" | "playing" | "starved";

/** Ten times a second, four times once the output is known, and when the sound stops or starts. It also is the page's clock tick: messages are not throttled in hidden tabs, timers are. */
export interface Tick {
  readonly t: "tick";
  readonly frame: number;
  readonly sounding: Sounding;
  /** Late is positive; null while nothing plays. */
  readonly errUs: number | null;
  readonly trim: number;
  readonly key: number;
  readonly position: number;
  readonly dropouts: number;
  readonly jumps: number;
  /** Tracks that sound: two in a blend. */
  readonly tracks: number;
  readonly lanes: readonly LaneFill[];
  /** What was rendered earliest, for its frame, since the last tick; null where the output does not render in its own time. */
  readonly rendered: Rendered | null;
}

export type FromWorklet = Tick;

export type WorkletToDecoder =
  | { readonly t: "need"; readonly lane: number; readonly upTo: number }
  | { readonly t: "free"; readonly buffer: ArrayBuffer };

export interface Block {
  readonly t: "block";
  readonly lane: number;
  readonly start: number;
  readonly frames: number;
  /** Planar: left, then right, `frames` each, in a buffer that may be longer. */
  readonly data: Float32Array<ArrayBuffer>;
}

/** Packets `[from, to)` of a rendition that should be held, or are. */
export interface PacketRange {
  readonly renditionId: string;
  readonly from: number;
  readonly to: number;
}

export type ToDecoder =
  | { readonly t: "port"; readonly port: MessagePort; readonly decoder: DecoderName | null }
  | { readonly t: "open"; readonly lane: number; readonly rendition: RenditionInfo; readonly sample: number }
  | { readonly t: "close"; readonly lane: number }
  | { readonly t: "keep"; readonly renditions: readonly RenditionInfo[]; readonly wants: readonly PacketRange[] }
  | { readonly t: "grant"; readonly grant: MediaGrant }
  | { readonly t: "noGrant"; readonly renditionId: string; readonly isFinal: boolean };

export type FromDecoder =
  | { readonly t: "grant?"; readonly renditionId: string; readonly fresh: boolean }
  | { readonly t: "decoder"; readonly name: DecoderName }
  | { readonly t: "held"; readonly ranges: readonly PacketRange[] }
  | { readonly t: "armed"; readonly lane: number; readonly ms: number; readonly fromStore: boolean }
  | { readonly t: "problem"; readonly code: "media" | "decoder"; readonly message: string };
