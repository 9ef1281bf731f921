/** What a device tells the room of itself once a second, in whole units and within what the protocol takes. */
import type { BufferedRange, PlayerStatus } from "../audio/ports";
import type { RoomClock } from "../core/clock";
import type { StatusBody } from "./room_link";
import type { Cause } from "./sync_health";

const MOST_RANGES = 8;
const MOST_SUSPECT_US = 10_000_000;
const MOST_MS = 1e7;

export interface StatusFacts {
  readonly status: PlayerStatus;
  readonly clock: RoomClock;
  readonly ranges: readonly BufferedRange[];
  readonly silent: boolean;
  readonly remote: boolean;
  readonly trimUs: number;
  /** What an asymmetric line is suspected of and the trim does not make up for, µs. */
  readonly suspectUs: number | null;
  readonly cause: Cause;
}

export function statusBody({ status, clock, ranges, silent, remote, ...rest }: StatusFacts): StatusBody {
  const { state, engine, bufferedMs, armMs, latencyMs, dropouts } = status;
  const open = state !== "locked" && state !== "interrupted" && state !== "remote";
  return {
    err_us: rounded(status.errUs),
    sigma_us: clock.ready ? Math.round(clock.sigmaUs) : null,
    rtt_us: Math.max(0, Math.round(clock.rttUs)),
    jitter_us: Math.round(clock.jitterUs),
    buffered_ms: finite(bufferedMs),
    arm_ms: finite(armMs),
    latency_ms: finite(latencyMs),
    source: engine,
    audible: open && !silent && !remote,
    hidden: document.visibilityState === "hidden",
    buffered: rangesOf(ranges),
    remote,
    trim_us: Math.round(rest.trimUs),
    suspect_us: rounded(rest.suspectUs, MOST_SUSPECT_US),
    cause: rest.cause,
    dropouts,
  };
}

function rangesOf(ranges: readonly BufferedRange[]): StatusBody["buffered"] {
  return ranges.slice(0, MOST_RANGES).map(({ entryId, fromUs, toUs }) => ({
    entry_id: entryId,
    from_us: Math.max(0, Math.round(fromUs)),
    to_us: Math.max(0, Math.round(toUs)),
  }));
}

/** JSON has no NaN and no infinity: they would become null, and end the connection for good. */
function finite(ms: number): number {
  return Number.isFinite(ms) ? Math.max(-MOST_MS, Math.min(MOST_MS, ms)) : 0;
}

function rounded(value: number | null, most = 2 ** 52): number | null {
  return value === null || Number.isNaN(value) ? null : Math.round(Math.max(-most, Math.min(most, value)));
}
