/** This device's ears on a room: feeds the player its plan, judges how well it keeps step and tells the room. */
import { LOCKED, type AudioProblem, type PlayerDeps, type PlayerStatus } from "../audio/ports";
import { Player } from "../audio/player";
import { silenceAfter } from "../core/timeline";
import { ClickTrack } from "./click_track.svelte";
import type { Ears } from "./ears";
import { GateAnswer } from "./gate_answer";
import { readNumber, writeNumber } from "./remembered";
import { rememberRemote } from "./remote_rooms";
import type { RoomState } from "./room.svelte";
import type { StatusBody } from "./room_link";
import { SoundingTab } from "./sounding_tab";
import { statusBody } from "./status_body";
import { syncHealth, type Silence, type SyncHealth } from "./sync_health";
import { SyncHistory } from "./sync_history.svelte";
import { Trim } from "./trim.svelte";

export type { Ears } from "./ears";
export type { Silence } from "./sync_health";

const VOLUME_KEY = "sonix.volume";
const MUTED_KEY = "sonix.muted";
const REPLAN_MS = 5000;
/** Ten minutes of plan: a lost network is not heard across track ends, as far as the music is buffered. */
const HORIZON_US = 600_000_000;
/** A problem that the music plays through is shown this long. */
const PROBLEM_SHOWN_MS = 15_000;

export class Listening {
  status = $state.raw<PlayerStatus>(LOCKED);
  volume = $state(readNumber(VOLUME_KEY, 1, 0, 1));
  muted = $state(readNumber(MUTED_KEY, 0, 0, 1) === 1);
  silence = $state<Silence | null>(null);
  /** This device only controls the room. */
  remote = $state(false);
  /** Why there may be no sound here though there should be; null once music sounds again. */
  problem = $state.raw<AudioProblem | null>(null);
  readonly history = new SyncHistory();
  readonly trim: Trim;
  readonly click: ClickTrack;
  readonly player: Ears;
  readonly #room: RoomState;
  readonly #stops: (() => void)[];
  #tab: SoundingTab | null = null;
  /** Silent already when another tab took the sound: that one's end is no reason to sound. */
  #wasSilent = false;
  #unlocked = false;
  readonly #gate: GateAnswer;
  /** Room time at which the music comes to its end, µs, or the end of what is planned. */
  #musicEndsUs = 0;
  #dropouts = 0;
  #plannedAtMs = -Infinity;
  #metAtMs = 0;

  constructor(room: RoomState, makeEars: (deps: PlayerDeps) => Ears = (deps) => new Player(deps)) {
    this.#room = room;
    const { clock, grant } = room;
    this.player = makeEars({
      clock,
      nowUs: () => room.nowUs(),
      grant,
      onProblem: (problem) => this.#met(problem),
      onAwake: () => this.#awake(),
    });
    this.player.setVolume(this.volume);
    this.player.setMuted(this.muted);
    this.trim = new Trim(clock, { apply: (us) => this.player.setTrimUs(us), tell: () => room.tellStatus() });
    this.click = new ClickTrack(room, (untilUs) => this.player.setClickUntilUs(untilUs));
    this.#gate = new GateAnswer(room, {
      isReady: (entryId, positionUs) => this.player.isReady(entryId, positionUs),
      bufferedMs: () => this.status.bufferedMs,
    });
    room.statusSource = () => this.#statusBody();
    const replan = setInterval(() => this.#replan(), REPLAN_MS);
    const release = (): void => {
      this.#giveUpTab();
      this.trim.save();
    };
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
    if (!this.#unlocked && !this.remote) void this.player.prepare();
  }

  /** Opens the sound output. Call it inside a gesture, before anything is awaited. */
  unlock(): Promise<void> {
    if (this.#stops.length === 0 || this.remote) return Promise.resolve(); // closed meanwhile, or silent on purpose
    const unlocked = this.player.unlock();
    this.#unlocked = true;
    this.#claim();
    return unlocked;
  }

  /** Silences this device only; the room plays on. */
  pauseHere(): void {
    this.#silence("here");
  }

  /** Sounds again, in step; also where this device was a remote only. Call it inside a gesture. */
  comeBack(): Promise<void> {
    if (this.remote) this.setRemote(false);
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

  /** Positive plays earlier, µs. */
  get trimUs(): number {
    return this.trim.us;
  }

  /** Makes this device a remote without sound, or, inside a gesture, one that sounds. Remembered for this room. */
  setRemote(remote: boolean): void {
    if (remote === this.remote) return;
    this.remote = remote;
    if (remote) this.#giveUpTab();
    this.player.setRemote(remote);
    // A pause from before would go on asking for a tap, which ends the remote. Nothing is left that could sound.
    if (remote) this.silence = null;
    if (remote) this.player.silence(false);
    if (this.#room.code !== "") rememberRemote(this.#room.code, remote);
    this.#room.tellStatus();
  }

  close(): void {
    this.#end();
    this.#room.statusSource = null;
  }

  /** Also when the room is closed to this member: nothing may sound without its controls. */
  #end(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#gate.stop();
    this.click.stop();
    this.trim.save();
    this.#giveUpTab();
    this.player.close();
  }

  #claim(): void {
    const member = this.#room.session.user?.user_id;
    if (member === undefined) return;
    this.#tab ??= new SoundingTab(
      member,
      () => {
        this.#wasSilent = this.silence !== null || this.status.state === "interrupted";
        this.#silence("other-tab");
      },
      () => {
        if (this.silence !== "other-tab") return;
        if (this.#wasSilent) this.#silence("here");
        else void this.comeBack();
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

  #awake(): void {
    this.#room.awake();
    this.#replan();
  }

  #replan(): void {
    const { clock, closed } = this.#room;
    this.#plannedAtMs = performance.now();
    if (closed !== null) {
      this.#end();
      return;
    }
    // A guest's first tap comes before they have an id; and a page that was left and shown again has given its claim up.
    if (this.#unlocked && !this.remote && this.silence === null && this.#tab === null) this.#claim();
    const nowUs = this.#room.nowUs();
    const segments = this.#room.plan(nowUs, HORIZON_US);
    this.#musicEndsUs = silenceAfter(segments, nowUs) ?? nowUs + HORIZON_US;
    this.player.setPlan(segments, this.#room.tracks());
    if (!clock.ready) return; // the music may come meanwhile; nothing can sound yet
    this.click.apply();
    if (!this.remote) this.#gate.check();
  }

  #met(problem: AudioProblem): void {
    this.problem = problem;
    this.#metAtMs = performance.now();
  }

  /** A problem is over when music begins to sound after it, or has sounded all the while; one of the output, when there is another. */
  #overcome(before: PlayerStatus, now: PlayerStatus): void {
    const isReplaced = !isOpen(before) && isOpen(now);
    if (this.problem?.code === "device" && isReplaced) this.problem = null;
    if (this.problem === null || now.state !== "playing") return;
    if (before.state !== "playing" || performance.now() - this.#metAtMs > PROBLEM_SHOWN_MS) this.problem = null;
  }

  #heard(status: PlayerStatus): void {
    this.#overcome(this.status, status);
    this.status = status;
    this.history.add(status.errUs);
    this.trim.heard(status.outputKey, status.outputLabel);
    if (status.dropouts > this.#dropouts) this.#room.tellStall(this.#room.transport?.epoch ?? 0);
    this.#dropouts = status.dropouts;
    // The sound goes on in a hidden page while its timers sleep.
    if (performance.now() > this.#plannedAtMs + REPLAN_MS) this.#replan();
    if (!this.remote) this.#gate.check();
    this.#room.tellStatusIfDue();
  }

  /**
   * How well this device keeps step, why it may not, and what to do about it. The clock is no state; the figures of the player,
   * which come a few times a second, bring it along. Not `$derived`: that would die with the page that opened these ears.
   */
  get health(): SyncHealth {
    const { clock, connection } = this.#room;
    return syncHealth({
      status: this.status,
      remote: this.remote,
      silence: this.silence,
      muted: this.muted,
      online: connection === "online",
      hidden: document.visibilityState === "hidden",
      secure: globalThis.isSecureContext,
      clock: clock.ready ? { settled: clock.settled, sigmaUs: clock.sigmaUs, jitterUs: clock.jitterUs } : null,
      openSuspectUs: this.trim.openUs ?? 0,
      lineIsEven: this.trim.lineIsEven,
      trimUs: this.trimUs,
      toComeMs: Math.max(0, this.#musicEndsUs - this.#room.nowUs()) / 1000,
    });
  }

  #statusBody(): StatusBody {
    return statusBody({
      status: this.status,
      clock: this.#room.clock,
      ranges: this.player.bufferedRanges(),
      silent: this.muted || this.silenced,
      remote: this.remote,
      trimUs: this.trimUs,
      suspectUs: this.trim.openUs,
      cause: this.health.cause,
    });
  }
}

/** There is an output, whether music plays or not. */
function isOpen({ state }: PlayerStatus): boolean {
  return state === "idle" || state === "buffering" || state === "playing";
}
