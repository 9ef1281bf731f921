/** The door to the audio engine: give it the plan of the room, it puts the music on the timeline. */

import type { Engine, EngineDeps } from "./engine";
import { onGesture } from "./gestures";
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
/** Outputs tried in one tap: the second one in place of what the system took and does not give back. */
const TRIES = 2;

export class Player {
  #ways: Ways = chosenWays();
  #sound: Sound | null = null;
  /** The sound's, once it has started. */
  #engine: Engine | null = null;
  #keepAlive: SilentAudio | null = null;
  #segments: readonly Segment[] = [];
  #tracks: ReadonlyMap<string, PlayableTrack> = new Map();
  #volume = 1;
  #muted = false;
  #silent = false;
  #trimUs = 0;
  #remote = false;
  #clickUntilUs = 0;
  #sinkId = "";
  /** A tap has asked for sound. */
  #unlocked = false;
  #closed = false;
  #unlocking: Promise<void> | null = null;
  /** The engine's output has died: it is replaced at the next chance. */
  #isBroken = false;
  readonly #sleep = new SleepWatch();
  readonly #listeners = new StatusListeners();
  readonly #stopGestures: () => void;

  constructor(readonly deps: PlayerDeps) {
    this.#stopGestures = onGesture(() => this.#touched());
  }

  get status(): PlayerStatus {
    const [engine, sound] = [this.#engine, this.#sound];
    if (engine === null || sound === null) return { ...LOCKED, state: this.#state() };
    const nowUs = this.deps.clock.ready ? this.deps.clock.nowUs() : 0;
    const { key, label } = sound.device.name;
    const { errUs, latencyMs, armMs, dropouts, settling, sampleRateHz, stamps, jumps } = engine.report;
    const route = sound.route.now;
    return {
      ...{ errUs, latencyMs, armMs, dropouts, settling, sampleRateHz, jumps, route },
      state: this.#state(),
      // They are the graph's; what a stream adds to them nobody tells.
      stamps: route === "element" ? "none" : stamps,
      bufferedMs: bufferedAheadUs(engine.ranges(), this.#segments, nowUs) / 1000,
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
    if (this.#remote || this.#closed || this.#sound !== null) return;
    await this.#adopt(this.#make(true)).catch(() => undefined);
  }

  /** Creates or resumes the sound output. Call it inside a user gesture; again after an interruption. */
  unlock(): Promise<void> {
    if (this.#remote || this.#closed) return Promise.resolve();
    this.#unlocked = true;
    // Safari wants everything made and resumed within the gesture itself: before anything is awaited.
    this.#keepAlive ??= new SilentAudio(() => this.silence(true));
    if (this.#isBroken) this.#drop();
    this.#sound ??= this.#make(false);
    this.#keepAlive.carry(this.#sound.route.stream);
    this.#keepAlive.play();
    void this.#sound.context.resume().catch(() => undefined); // a second tap is a gesture too, and may succeed where the first still waits
    this.#unlocking ??= this.#open().finally(() => (this.#unlocking = null));
    return this.#unlocking;
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

  /** Plays to another device; "" is the system's default. Throws where the browser does not let a page choose. */
  async setOutput(deviceId: string): Promise<void> {
    await this.#sound?.device.choose(deviceId);
    this.#sinkId = deviceId;
  }

  bufferedRanges(): BufferedRange[] {
    return this.#engine?.ranges() ?? [];
  }

  /** Whether this device could play there at once. */
  isReady(entryId: string, positionUs: number): boolean {
    const samples = this.#tracks.get(entryId)?.rendition.samples;
    if (samples === undefined || this.#engine === null || !this.#unlocked) return false;
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

  /** Waits until an output runs; one that the system took away and does not give back is replaced by a new one. */
  async #open(): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const sound = (this.#sound ??= this.#make(false));
      const engine = await this.#adopt(sound);
      if (engine === null) return;
      if (await engine.resume()) {
        this.#silent = false;
        this.#applyGain();
        this.#tellListeners();
        return;
      }
      if (this.#sound !== sound) return;
      if (tries < TRIES) this.#drop();
    }
    this.#tellListeners();
    this.deps.onProblem?.({ code: "blocked", message: "The browser does not let this page play sound." });
  }

  /** Null when the sound was given up meanwhile. Throws when no output can be made. */
  async #adopt(sound: Sound): Promise<Engine | null> {
    const engine = await sound.engine.catch((error: unknown) => {
      if (this.#sound === sound) this.#sound = null;
      if (this.#unlocked)
        this.#onProblem({ code: "blocked", message: "The sound could not be started. Reload the page." });
      throw error;
    });
    if (this.#sound !== sound) return null;
    if (this.#engine === engine) return engine;
    this.#engine = engine;
    this.#applyGain();
    engine.setTrimUs(this.#trimUs);
    engine.setClickUntilUs(this.#clickUntilUs);
    engine.setPlan(this.#segments, this.#tracks);
    this.#tellListeners();
    return engine;
  }

  #make(isQuiet: boolean): Sound {
    const sound = new Sound(this.#engineDeps(), this.#ways, isQuiet, () => this.#engine?.outputChanged());
    this.#sound = sound;
    this.#keepAlive?.carry(sound.route.stream);
    if (this.#sinkId !== "") void sound.device.choose(this.#sinkId).catch(() => (this.#sinkId = ""));
    return sound;
  }

  /** Gives the output and the decoder back to the system. */
  #drop(): void {
    this.#sound?.close();
    this.#sound = null;
    this.#engine = null;
    this.#isBroken = false;
    this.#sleep.forget();
  }

  #shut(): void {
    this.#unlocked = false;
    this.#keepAlive?.close();
    this.#keepAlive = null;
    this.#drop();
  }

  #state(): PlayerState {
    if (this.#remote) return "remote";
    const report = this.#engine?.report;
    if (report === undefined || !this.#unlocked) return "locked";
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
      onReport: () => this.#onReport(),
    };
  }

  /** At every tick of the output, which a hidden page gets too. */
  #onReport(): void {
    const sound = this.#sound;
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
    const isHeld = this.#engine?.report.running === false || this.#isBroken;
    if (this.#unlocked && isHeld && !this.#silent) void this.unlock().catch(() => undefined);
  }

  /** A dead output is replaced at once where the browser lets a page do so without a tap; else at the next one. */
  #onProblem(problem: AudioProblem): void {
    this.deps.onProblem?.(problem);
    if (problem.code !== "device" || this.#isBroken || this.#closed) return;
    this.#isBroken = true;
    // A worklet that loads and never runs: the page has to do its work.
    if (this.#engine?.name === "worklet" && !this.#engine.hasTicked) this.#ways = { ...this.#ways, output: "chunks" };
    this.#tellListeners();
    if (!this.#silent) void this.unlock().catch(() => undefined);
  }

  #tellListeners(): void {
    const headline = `${this.#state()}/${this.#engine?.report.dropouts ?? 0}/${this.#sound?.device.name.key ?? ""}`;
    this.#listeners.tell(headline, () => this.status);
  }
}
