/** This device's ears on a room: feeds the player its plan, tells the room how well it keeps step, remembers the volume. */
import { LOCKED, type AudioProblem, type PlayerDeps, type PlayerStatus } from "../audio/ports";
import { Player } from "../audio/player";
import { readNumber, writeNumber } from "./remembered";
import type { RoomState } from "./room.svelte";
import type { StatusBody } from "./room_link";
import { SoundingTab } from "./sounding_tab";

const VOLUME_KEY = "sonix.volume";
const MUTED_KEY = "sonix.muted";
const TRIM_KEY = "sonix.trim_us";
const REPLAN_MS = 5000;
const READY_CHECK_MS = 100;
/** Ten minutes of plan: a lost network is not heard across track ends, as far as the music is buffered. */
const HORIZON_US = 600_000_000;
/** A problem that the music plays through is shown this long. */
const PROBLEM_SHOWN_MS = 15_000;
const MOST_RANGES = 8;

/** What is used of the player; tests give their own. */
export type Ears = Pick<
  Player,
  | "prepare"
  | "unlock"
  | "setPlan"
  | "setVolume"
  | "setMuted"
  | "setTrimUs"
  | "silence"
  | "bufferedRanges"
  | "isReady"
  | "onStatus"
  | "close"
>;

type MakeEars = (deps: PlayerDeps) => Ears;

/** Why this device is silent though the room plays: a pause on this device, or another tab that sounds. */
export type Silence = "here" | "other-tab";

export class Listening {
  status = $state.raw<PlayerStatus>(LOCKED);
  volume = $state(readNumber(VOLUME_KEY, 1, 0, 1));
  muted = $state(readNumber(MUTED_KEY, 0, 0, 1) === 1);
  trimUs = $state(readNumber(TRIM_KEY, 0, -500_000, 500_000));
  silence = $state<Silence | null>(null);
  /** Why there may be no sound here though there should be; null once music sounds again. */
  problem = $state.raw<AudioProblem | null>(null);
  readonly player: Ears;
  readonly #room: RoomState;
  readonly #stops: (() => void)[];
  #tab: SoundingTab | null = null;
  #unlocked = false;
  #readyTimer: ReturnType<typeof setInterval> | null = null;
  /** The last gated epoch that was answered `ready`. */
  #answeredEpoch = -1;
  #dropouts = 0;
  #metAtMs = 0;

  constructor(room: RoomState, makeEars: MakeEars = (deps) => new Player(deps)) {
    this.#room = room;
    const { clock, grant } = room;
    this.player = makeEars({ clock, grant, onProblem: (problem) => this.#met(problem) });
    this.player.setVolume(this.volume);
    this.player.setMuted(this.muted);
    this.player.setTrimUs(this.trimUs);
    room.statusSource = () => this.#statusBody();
    const replan = setInterval(() => this.#replan(), REPLAN_MS);
    const release = (): void => this.#giveUpTab();
    globalThis.addEventListener("pagehide", release);
    this.#stops = [
      room.onPlan(() => this.#replan()),
      this.player.onStatus((status) => this.#heard(status)),
      () => clearInterval(replan),
      () => globalThis.removeEventListener("pagehide", release),
    ];
  }

  /** This device was silenced: by its system, its lock screen, or another tab. One tap (`comeBack`) ends it. */
  get silenced(): boolean {
    return this.silence !== null;
  }

  /** Fetches and starts what needs no tap. */
  approach(): void {
    void this.player.prepare();
  }

  /** Opens the sound output. Call it inside a gesture, before anything is awaited. */
  unlock(): Promise<void> {
    if (this.#stops.length === 0) return Promise.resolve(); // closed meanwhile
    const unlocked = this.player.unlock();
    this.#unlocked = true;
    this.#claim();
    return unlocked;
  }

  /** Silences this device only; the room plays on. */
  pauseHere(): void {
    this.#silence("here");
  }

  /** Sounds again, in step. Call it inside a gesture. */
  comeBack(): Promise<void> {
    this.silence = null;
    this.player.silence(false);
    return this.unlock();
  }

  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    this.player.setVolume(this.volume);
    writeNumber(VOLUME_KEY, this.volume);
    if (this.muted && this.volume > 0) this.setMuted(false);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.player.setMuted(muted);
    writeNumber(MUTED_KEY, muted ? 1 : 0);
    this.#room.tellStatus();
  }

  /** This output's own delay, µs: positive plays earlier. */
  setTrimUs(trimUs: number): void {
    this.trimUs = Math.min(500_000, Math.max(-500_000, trimUs));
    this.player.setTrimUs(this.trimUs);
    writeNumber(TRIM_KEY, this.trimUs);
  }

  close(): void {
    this.#end();
    this.#room.statusSource = null;
  }

  /** Also when the room is closed to this member: nothing may sound without its controls. */
  #end(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#stopWaiting();
    this.#giveUpTab();
    this.player.close();
  }

  #claim(): void {
    const member = this.#room.session.user?.user_id;
    if (member === undefined) return;
    this.#tab ??= new SoundingTab(
      member,
      () => this.#silence("other-tab"),
      () => {
        if (this.silence === "other-tab") void this.comeBack();
      },
    );
    this.#tab.claim();
  }

  #giveUpTab(): void {
    this.#tab?.close();
    this.#tab = null;
  }

  #silence(why: Silence): void {
    this.silence = why;
    this.player.silence(true);
    this.#room.tellStatus();
  }

  #replan(): void {
    const { clock, closed } = this.#room;
    if (closed !== null) {
      this.#end();
      return;
    }
    if (this.#unlocked && this.#tab === null) this.#claim(); // a guest's first tap comes before they have an id
    if (!clock.ready) return;
    this.player.setPlan(this.#room.plan(clock.nowUs(), HORIZON_US), this.#room.tracks());
    this.#answerGate();
  }

  /** Says `ready` to a gated epoch as soon as this device could play it. */
  #answerGate(): void {
    const transport = this.#room.transport;
    const entryId = transport?.entry_id ?? null;
    if (transport === null || entryId === null || !this.#room.gated || transport.epoch === this.#answeredEpoch) {
      this.#stopWaiting();
      return;
    }
    const ready = this.player.isReady(entryId, transport.position_us);
    if (ready && this.#room.tellReady(transport.epoch, this.status.bufferedMs)) {
      this.#answeredEpoch = transport.epoch;
      this.#stopWaiting();
    } else this.#readyTimer ??= setInterval(() => this.#answerGate(), READY_CHECK_MS);
  }

  #stopWaiting(): void {
    if (this.#readyTimer !== null) clearInterval(this.#readyTimer);
    this.#readyTimer = null;
  }

  #met(problem: AudioProblem): void {
    this.problem = problem;
    this.#metAtMs = performance.now();
  }

  /** A problem is over when music begins to sound after it, or has sounded all the while. */
  #overcome(before: PlayerStatus, now: PlayerStatus): void {
    if (this.problem === null || now.state !== "playing") return;
    if (before.state !== "playing" || performance.now() - this.#metAtMs > PROBLEM_SHOWN_MS) this.problem = null;
  }

  #heard(status: PlayerStatus): void {
    this.#overcome(this.status, status);
    this.status = status;
    if (status.dropouts > this.#dropouts) this.#room.tellStall(this.#room.transport?.epoch ?? 0);
    this.#dropouts = status.dropouts;
    // The sound goes on in a hidden page while its timers sleep.
    this.#answerGate();
    this.#room.tellStatusIfDue();
  }

  #statusBody(): StatusBody {
    const { clock } = this.#room;
    const { state, engine, errUs, bufferedMs, armMs, latencyMs } = this.status;
    const open = state !== "locked" && state !== "interrupted";
    return {
      err_us: errUs === null ? null : Math.round(errUs),
      sigma_us: clock.ready ? Math.round(clock.sigmaUs) : null,
      rtt_us: Math.max(0, Math.round(clock.rttUs)),
      jitter_us: Math.round(clock.jitterUs),
      buffered_ms: bufferedMs,
      arm_ms: armMs,
      latency_ms: latencyMs,
      source: engine,
      audible: open && !this.muted && !this.silenced,
      hidden: document.visibilityState === "hidden",
      buffered: this.#buffered(),
    };
  }

  #buffered(): StatusBody["buffered"] {
    return this.player
      .bufferedRanges()
      .slice(0, MOST_RANGES)
      .map(({ entryId, fromUs, toUs }) => ({
        entry_id: entryId,
        from_us: Math.max(0, Math.round(fromUs)),
        to_us: Math.max(0, Math.round(toUs)),
      }));
  }
}
