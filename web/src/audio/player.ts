/** The door to the audio engine: give it the plan of the room, it puts the music on the timeline. */

import { Engine, type EngineDeps, type EngineReport } from "./engine";
import {
  type AudioProblem,
  type BufferedRange,
  LOCKED,
  type PlayableTrack,
  type PlayerDeps,
  type PlayerState,
  type PlayerStatus,
  type Segment,
} from "./ports";
import { bufferedAheadUs, isBuffered } from "./prefetch";
import { SilentAudio } from "./silent-audio";

const SAMPLES_PER_US = 0.048;
const TELL_MS = 400;

export class Player {
  #engine: Engine | null = null;
  #starting: Promise<Engine> | null = null;
  #keepAlive: SilentAudio | null = null;
  #segments: readonly Segment[] = [];
  #tracks: ReadonlyMap<string, PlayableTrack> = new Map();
  #volume = 1;
  #muted = false;
  #silent = false;
  #trimUs = 0;
  #remote = false;
  #clickUntilUs = 0;
  #closed = false;
  #unlocking: Promise<void> | null = null;
  /** The engine's output has died: it is replaced at the next chance. */
  #isBroken = false;
  #told = "";
  #toldMs = 0;
  readonly #listeners = new Set<(status: PlayerStatus) => void>();

  constructor(readonly deps: PlayerDeps) {}

  get status(): PlayerStatus {
    const report = this.#engine?.report;
    if (report === undefined || this.#engine === null) return { ...LOCKED, state: this.#state() };
    const nowUs = this.deps.clock.ready ? this.deps.clock.nowUs() : 0;
    return {
      state: this.#state(),
      errUs: report.errUs,
      bufferedMs: bufferedAheadUs(this.#engine.ranges(), this.#segments, nowUs) / 1000,
      latencyMs: report.latencyMs,
      armMs: report.armMs,
      engine: this.#engine.name,
      dropouts: report.dropouts,
      settling: report.settling,
      sampleRateHz: report.sampleRateHz,
      stamps: report.stamps,
      jumps: report.jumps,
      outputKey: outputKeyOf(report),
      outputLabel: null,
    };
  }

  /** Creates or resumes the sound output. Call it inside a user gesture; again after an interruption. */
  unlock(): Promise<void> {
    if (this.#remote) return Promise.resolve();
    // Safari wants everything made and resumed within the gesture itself: before anything is awaited.
    this.#keepAlive ??= new SilentAudio(() => this.silence(true));
    this.#keepAlive.play();
    void this.#engine?.resume(); // a second tap is a gesture too, and may succeed where the first is still waiting
    this.#unlocking ??= this.#open().finally(() => (this.#unlocking = null));
    return this.#unlocking;
  }

  async #open(): Promise<void> {
    const engine = await this.#running();
    if (this.#closed || this.#remote) {
      engine.close();
      return;
    }
    this.#engine = engine;
    this.#silent = false;
    this.#applyGain();
    engine.setTrimUs(this.#trimUs);
    engine.setClickUntilUs(this.#clickUntilUs);
    engine.setPlan(this.#segments, this.#tracks);
    this.#tellListeners();
  }

  /**
   * What should sound when. Idempotent; call it at every change and every few seconds, with a horizon of 2 minutes or more.
   * `tracks` in queue order: the starts of the tracks beside the current one are fetched ahead.
   */
  setPlan(segments: readonly Segment[], tracks: ReadonlyMap<string, PlayableTrack>): void {
    this.#segments = segments;
    this.#tracks = tracks;
    this.#engine?.setPlan(segments, tracks);
  }

  /** 0..1, this device only; squared, so that the middle sounds like half. */
  setVolume(volume: number): void {
    this.#volume = Math.max(0, Math.min(1, volume));
    this.#applyGain();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#applyGain();
  }

  /** This output's extra delay in µs: positive plays earlier. */
  setTrimUs(trimUs: number): void {
    this.#trimUs = trimUs;
    this.#engine?.setTrimUs(trimUs);
  }

  /** Silences this device only (a system pause, the lock screen); the room goes on, and undoing it is in step at once. */
  silence(silent: boolean): void {
    this.#silent = silent;
    if (silent) this.#keepAlive?.pause();
    else this.#keepAlive?.play();
    this.#applyGain();
    this.#tellListeners();
  }

  /** This device only controls the room: nothing sounds, is fetched or decoded. Undone inside a gesture. */
  setRemote(on: boolean): void {
    if (on === this.#remote) return;
    this.#remote = on;
    if (on) this.#shut();
    this.#tellListeners();
    if (!on) void this.unlock().catch(() => undefined);
  }

  /** Clicks at each whole second of room time until then; 0 ends them. */
  setClickUntilUs(untilUs: number): void {
    this.#clickUntilUs = untilUs;
    this.#engine?.setClickUntilUs(untilUs);
  }

  bufferedRanges(): BufferedRange[] {
    return this.#engine?.ranges() ?? [];
  }

  /** Whether this device could play there at once. */
  isReady(entryId: string, positionUs: number): boolean {
    const samples = this.#tracks.get(entryId)?.rendition.samples;
    if (samples === undefined || this.#engine === null) return false;
    return isBuffered(this.bufferedRanges(), entryId, positionUs, Math.floor(samples / SAMPLES_PER_US));
  }

  onStatus(listener: (status: PlayerStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#shut();
  }

  /** Gives the output, the decoder and what was fetched back to the system. */
  #shut(): void {
    this.#keepAlive?.close();
    this.#keepAlive = null;
    this.#engine?.close();
    this.#engine = null;
    this.#starting = null;
    this.#isBroken = false;
  }

  /** An engine whose output runs. One that the system took away and does not give back is replaced by a new one. */
  async #running(): Promise<Engine> {
    if (this.#isBroken) {
      this.#isBroken = false;
      this.#starting = null;
      this.#engine?.close();
    }
    this.#starting ??= startEngine(this.#engineDeps());
    const resumed = this.#engine?.resume();
    const engine = await this.#starting.catch((error: unknown) => {
      this.#starting = null;
      throw error;
    });
    if (await (resumed ?? engine.resume())) return engine;
    engine.close();
    this.#starting = startEngine(this.#engineDeps());
    const another = await this.#starting;
    if (await another.resume()) return another;
    this.deps.onProblem?.({ code: "blocked", message: "The browser does not let this page play sound." });
    return another;
  }

  #state(): PlayerState {
    if (this.#remote) return "remote";
    const report = this.#engine?.report;
    if (report === undefined) return "locked";
    if (!report.running || this.#silent || this.#isBroken) return "interrupted";
    if (report.sounding === "playing") return "playing";
    return report.sounding === "starved" ? "buffering" : "idle";
  }

  #applyGain(): void {
    this.#engine?.setGain(this.#muted || this.#silent ? 0 : this.#volume ** 2);
  }

  #engineDeps(): EngineDeps {
    const { clock } = this.deps;
    return {
      clock,
      grant: (renditionId, fresh) => this.deps.grant(renditionId, fresh),
      onProblem: (problem) => this.#onProblem(problem),
      onReport: () => this.#tellListeners(),
    };
  }

  /** A dead output is replaced at once where the browser lets a page do so without a tap; else at the next one. */
  #onProblem(problem: AudioProblem): void {
    this.deps.onProblem?.(problem);
    if (problem.code !== "device" || this.#isBroken || this.#closed) return;
    this.#isBroken = true;
    this.#tellListeners();
    if (!this.#silent) void this.unlock().catch(() => undefined);
  }

  /** At once when the state changes or music was missed, otherwise a few times a second. */
  #tellListeners(): void {
    const report = this.#engine?.report;
    const headline = `${this.#state()}/${report?.dropouts ?? 0}`;
    const nowMs = performance.now();
    if (this.#listeners.size === 0 || (headline === this.#told && nowMs < this.#toldMs + TELL_MS)) return;
    this.#told = headline;
    this.#toldMs = nowMs;
    const status = this.status;
    for (const listener of this.#listeners) listener(status);
  }
}

async function startEngine(deps: EngineDeps): Promise<Engine> {
  announcePlayback();
  // Larger output buffers: a busy machine must not be heard, and latency is known and made up for.
  const context = new AudioContext({ latencyHint: "playback" });
  try {
    void context.resume();
    return await Engine.start(deps, context);
  } catch (error) {
    void context.close();
    deps.onProblem({ code: "blocked", message: "The sound could not be started. Reload the page." });
    throw error;
  }
}

/** Without a name for it, what the output says of itself tells one kind from another. */
function outputKeyOf({ sampleRateHz }: EngineReport): string {
  return `default/${sampleRateHz}`;
}

/** iOS: sound that goes on with the ring switch off, and in the background where the system allows it. */
function announcePlayback(): void {
  const session = (navigator as { audioSession?: { type: string } }).audioSession;
  if (session !== undefined) session.type = "playback";
}
