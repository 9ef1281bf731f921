/** The door to the audio engine: give it the plan of the room, it puts the music on the timeline. */

import type { Engine } from "./engine";
import { onGesture } from "./gestures";
import { Outlet } from "./outlet";
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
import { SleepWatch } from "./sleep-watch";
import { Sound } from "./sound";
import { StatusListeners } from "./status-listeners";
import { chosenWays, type Ways } from "./ways";

const SAMPLES_PER_US = 0.048;

export class Player {
  #ways: Ways = chosenWays();
  readonly #outlet: Outlet<Engine, Sound>;
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
  readonly #sleep = new SleepWatch();
  readonly #listeners = new StatusListeners();
  readonly #stopGestures: () => void;

  constructor(readonly deps: PlayerDeps) {
    this.#outlet = new Outlet({
      make: (isQuiet) => this.#make(isQuiet),
      ready: (engine) => this.#ready(engine),
      changed: () => this.#tellListeners(),
      problem: (problem) => this.deps.onProblem?.(problem),
      again: () => this.#again(),
    });
    this.#stopGestures = onGesture(() => this.#touched());
  }

  get #engine(): Engine | null {
    return this.#outlet.engine;
  }

  get status(): PlayerStatus {
    const { engine, way: sound } = this.#outlet;
    if (engine === null || sound === null) return { ...LOCKED, state: this.#state() };
    const { key, label } = sound.device.name;
    const { errUs, stamps, latencyMs, armMs, dropouts, settling, sampleRateHz, jumps, tracks } = engine.report;
    const route = sound.route.now;
    const isMeasured = route === "direct"; // the graph's times; what a stream adds to them nobody tells
    return {
      ...{ latencyMs, armMs, dropouts, settling, sampleRateHz, jumps, tracks, route },
      state: this.#state(),
      errUs: isMeasured ? errUs : null,
      stamps: isMeasured ? stamps : "none",
      bufferedMs: bufferedAheadUs(engine.ranges(), this.#segments, this.deps.nowUs()) / 1000,
      engine: engine.name,
      decoder: engine.decoder,
      outputKey: key,
      outputLabel: label,
    };
  }

  /**
   * Makes ready what needs no tap: the worklet's module, the decoder, and, with a plan, the first music. `unlock` makes it
   * again where it failed, so that is not told.
   */
  async prepare(): Promise<void> {
    if (!this.#remote && !this.#closed) await this.#outlet.prepare();
  }

  /** Creates or resumes the sound output. Call it inside a user gesture; again after an interruption. Never rejects: problems are told. */
  unlock(): Promise<void> {
    if (this.#remote || this.#closed) return Promise.resolve();
    this.#silent = false;
    this.#applyGain();
    this.#keepAlive ??= new SilentAudio(() => this.silence(true));
    const opening = this.#outlet.open();
    this.#keepAlive.carry(this.#outlet.way?.route.stream ?? null);
    this.#keepAlive.play();
    return opening;
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

  /** Clicks at each whole second of room time until then; 0 ends them. */
  setClickUntilUs(untilUs: number): void {
    this.#clickUntilUs = untilUs;
    this.#engine?.setClickUntilUs(untilUs);
  }

  /** Silences this device only (a system pause, the lock screen); the room goes on, and undoing it is in step at once. */
  silence(silent: boolean): void {
    this.#silent = silent;
    if (silent) this.#keepAlive?.pause();
    else this.#keepAlive?.play();
    this.#applyGain();
    this.#tellListeners();
  }

  /** This device only controls the room: nothing sounds, is fetched or decoded. Ended inside a gesture, with `unlock` after it. */
  setRemote(on: boolean): void {
    if (on === this.#remote) return;
    this.#remote = on;
    if (on) this.#shut();
    this.#tellListeners();
  }

  bufferedRanges(): BufferedRange[] {
    return this.#engine?.ranges() ?? [];
  }

  /** The levels of what sounds here now, low frequencies first. False while nothing can be heard. */
  readSignal(levels: Uint8Array<ArrayBuffer>): boolean {
    return this.#engine?.readSignal(levels) === true;
  }

  /** Whether this device could play there at once. */
  isReady(entryId: string, positionUs: number): boolean {
    const samples = this.#tracks.get(entryId)?.rendition.samples;
    if (samples === undefined || this.#engine === null || !this.#outlet.isWanted) return false;
    return isBuffered(this.bufferedRanges(), entryId, positionUs, Math.floor(samples / SAMPLES_PER_US));
  }

  onStatus(listener: (status: PlayerStatus) => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#closed = true;
    this.#stopGestures();
    this.#listeners.clear();
    this.#shut();
  }

  #ready(engine: Engine): void {
    this.#applyGain();
    engine.setTrimUs(this.#trimUs);
    engine.setClickUntilUs(this.#clickUntilUs);
    engine.setPlan(this.#segments, this.#tracks);
    this.#tellListeners();
  }

  #make(isQuiet: boolean): Sound {
    this.#sleep.forget();
    const { clock } = this.deps;
    const deps = {
      clock,
      nowUs: () => this.deps.nowUs(),
      grant: (renditionId: string, fresh: boolean) => this.deps.grant(renditionId, fresh),
      onProblem: (problem: AudioProblem) => this.#onProblem(problem),
      onReport: () => this.#onReport(),
    };
    const sound = new Sound(deps, this.#ways, isQuiet, () => this.#engine?.outputChanged());
    this.#keepAlive?.carry(sound.route.stream);
    return sound;
  }

  #shut(): void {
    this.#keepAlive?.close();
    this.#keepAlive = null;
    this.#outlet.close();
  }

  #state(): PlayerState {
    if (this.#remote) return "remote";
    const report = this.#engine?.report;
    if (report === undefined || !this.#outlet.isWanted) return "locked";
    if (!report.running || this.#silent || this.#outlet.isBroken) return "interrupted";
    if (report.sounding === "playing") return "playing";
    return report.sounding === "starved" ? "buffering" : "idle";
  }

  #applyGain(): void {
    this.#engine?.setGain(this.#muted || this.#silent ? 0 : this.#volume ** 2);
  }

  /** At every tick of the output, which a hidden page gets too. */
  #onReport(): void {
    const sound = this.#outlet.way;
    const report = this.#engine?.report;
    if (sound !== null && report?.running === true) {
      sound.device.note(report.latencyMs);
      if (this.#sleep.note(performance.now(), Date.now(), sound.context.currentTime * 1000)) this.#awake();
    } else this.#sleep.forget();
    this.#tellListeners();
  }

  #awake(): void {
    this.#engine?.outputChanged();
    this.deps.onAwake?.();
  }

  /** A sound that the system or the browser holds back may go on in any gesture; one that its owner silenced may not. */
  #touched(): void {
    const { engine, isBroken, isWanted } = this.#outlet;
    if (isWanted && (engine?.report.running !== true || isBroken)) this.#again();
  }

  #again(): void {
    if (!this.#silent) void this.unlock();
  }

  #onProblem(problem: AudioProblem): void {
    if (problem.code !== "device") {
      this.deps.onProblem?.(problem);
      return;
    }
    // The page has to do its work.
    if (this.#engine?.isWorkletDead === true) this.#ways = { ...this.#ways, output: "chunks" };
    this.#outlet.broke();
  }

  #tellListeners(): void {
    const headline = `${this.#state()}/${this.#engine?.report.dropouts ?? 0}/${this.#outlet.way?.device.name.key ?? ""}`;
    this.#listeners.tell(headline, () => this.status);
  }
}
