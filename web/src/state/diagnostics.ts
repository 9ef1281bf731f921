/**
 * What this page knows of its own sync, in one value: for "Copy details", and for the bench, which reads it from outside as
 * `sonix.diagnose()`. It holds nothing secret: no token, no name (of an output neither), no address.
 */
import type { PlayerStatus } from "../audio/ports";
import type { RoomClock } from "../core/clock";
import type { Transport } from "../core/protocol.gen";
import type { Connection } from "../net/socket";

const ENGINE_KEY = "sonix.engine";

export interface ClockDiagnosis {
  readonly ready: boolean;
  readonly settled: boolean;
  /** Likely error, µs; null before the clock is ready. */
  readonly sigma_us: number | null;
  /** What room time minus local time cannot be outside of, µs; null before the first probe. */
  readonly least_us: number | null;
  readonly most_us: number | null;
  readonly rtt_us: number;
  readonly jitter_us: number;
  readonly skew_ppm: number;
  /** Constant error suspected from an asymmetric line; positive: this device plays late. */
  readonly suspect_us: number | null;
  readonly restarts: number;
}

export interface Diagnosis {
  /** `performance.now()` at the time of asking. */
  readonly perf_ms: number;
  /** Room time at `perf_ms`; null before the clock is ready. */
  readonly room_us: number | null;
  readonly clock: ClockDiagnosis;
  /** An output's name may be a person's ("Ana's headphones"), and its key a device id. */
  readonly player: Omit<PlayerStatus, "outputKey" | "outputLabel">;
  readonly trim_us: number;
  readonly transport: Pick<Transport, "epoch" | "entry_id" | "position_us" | "at_us" | "playing"> | null;
  readonly connection: Connection;
  /** What was chosen by hand; null: probing decides. */
  readonly engine_choice: string | null;
}

/** What is looked at: a room and this device's ears on it. */
export interface Subject {
  readonly room: {
    readonly clock: RoomClock;
    readonly transport: Transport | null;
    readonly connection: Connection;
  };
  readonly listening: { readonly status: PlayerStatus; readonly trimUs: number };
}

export function diagnose({ room, listening }: Subject, perfMs: number = performance.now()): Diagnosis {
  const { clock, transport } = room;
  return {
    perf_ms: perfMs,
    room_us: clock.ready ? clock.toRoomUs(perfMs) : null,
    clock: diagnoseClock(clock, perfMs),
    player: nameless(listening.status),
    trim_us: listening.trimUs,
    transport: transport === null ? null : placeOf(transport),
    connection: room.connection,
    engine_choice: engineChoice(),
  };
}

/** Lets whoever stands outside the page ask; null while no room is open. */
export function exposeDiagnosis(subject: () => Subject | null): void {
  const ask = (): Diagnosis | null => {
    const found = subject();
    return found === null ? null : diagnose(found);
  };
  Object.assign(globalThis, { sonix: { diagnose: ask } });
}

function nameless(status: PlayerStatus): Diagnosis["player"] {
  const shown: { -readonly [Key in keyof PlayerStatus]?: PlayerStatus[Key] } & Diagnosis["player"] = { ...status };
  delete shown.outputKey;
  delete shown.outputLabel;
  return shown;
}

function diagnoseClock(clock: RoomClock, perfMs: number): ClockDiagnosis {
  const { leastUs, mostUs } = clock.boundUs(perfMs);
  return {
    ready: clock.ready,
    settled: clock.settled,
    sigma_us: finite(clock.sigmaUs),
    least_us: finite(leastUs),
    most_us: finite(mostUs),
    rtt_us: clock.rttUs,
    jitter_us: clock.jitterUs,
    skew_ppm: clock.skewPpm,
    suspect_us: clock.suspectUs,
    restarts: clock.restarts,
  };
}

function placeOf({ epoch, entry_id, position_us, at_us, playing }: Transport): Diagnosis["transport"] {
  return { epoch, entry_id, position_us, at_us, playing };
}

/** JSON has no infinity. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function engineChoice(): string | null {
  try {
    return globalThis.localStorage.getItem(ENGINE_KEY);
  } catch {
    return null; // storage may be closed to us in private windows
  }
}
