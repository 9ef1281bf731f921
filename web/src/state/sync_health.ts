/**
 * How well this device keeps step, why it may not, and what to do about it: from facts to one verdict. Pure, so that every
 * case is a row in a table. Of several causes the one that matters most is told.
 */
import { words } from "../i18n/words.svelte";
import type { PlayerStatus } from "../audio/ports";
import type { Cause } from "../core/protocol.gen";
import { syncLevel, trimText, type SyncLevel } from "./sync_level";

export type { Cause } from "../core/protocol.gen";

/** From here on the likely error of the clock alone is worth a word, µs. */
const UNSURE_CLOCK_US = 3_000;
/** A clock this unsure hides an error of its own size: no green light on it. */
export const NO_GREEN_SIGMA_US = 5_000;
/** Delays that differ by more than this from probe to probe: the network is why the clock is unsure. */
const JITTERY_US = 8_000;
/** A suspicion smaller than this cannot be heard in one room, and is not worth a trim. */
export const SUSPECT_US = 5_000;
/** Less music ahead than this runs dry at the next hiccup of the network. */
const LOW_BUFFER_MS = 4_000;
/** Over this, what the browser tells of its output's delay smells of Bluetooth. */
const WIRELESS_MS = 120;

/** Why this device is silent though the room plays: a pause on this device, or another tab that sounds. */
export type Silence = "here" | "other-tab";

export interface SyncFacts {
  readonly status: PlayerStatus;
  /** This device only controls. */
  readonly remote: boolean;
  readonly silence: Silence | null;
  /** Somebody turned the sound off here. */
  readonly muted: boolean;
  readonly online: boolean;
  /** The page is in the background. */
  readonly hidden: boolean;
  /** The browser trusts the page: the precise engine is allowed. */
  readonly secure: boolean;
  /** Null before the clock is ready. */
  readonly clock: { readonly settled: boolean; readonly sigmaUs: number; readonly jitterUs: number } | null;
  /** What an asymmetric line is suspected of and the trim does not make up for yet, µs; positive: late. */
  readonly openSuspectUs: number;
  /** The line shows no sign of being lopsided: what is suspected is the trim, which makes up for another line. */
  readonly lineIsEven: boolean;
  readonly trimUs: number;
  /** Music there is to come, buffered or not, ms. */
  readonly toComeMs: number;
}

/** What one tap can do about it. */
export type SyncAction =
  | { readonly kind: "listen" | "secure"; readonly label: string }
  | { readonly kind: "trim"; readonly label: string; readonly trimUs: number };

export interface SyncHealth {
  readonly level: SyncLevel;
  readonly cause: Cause;
  readonly headline: string;
  /** The headline where there is room for two words. */
  readonly brief: string;
  readonly advice: string;
  readonly action?: SyncAction;
  /** The error to show, µs, the suspected part with it; null: nothing is measured. */
  readonly figureUs: number | null;
  /** Part of the figure is a suspicion. */
  readonly suspected: boolean;
}

type Verdict = Pick<SyncHealth, "cause" | "advice" | "action"> & {
  readonly headline?: string;
  readonly brief?: string;
};

export function syncHealth(facts: SyncFacts): SyncHealth {
  const figureUs = figureOf(facts);
  const suspected = figureUs !== null && isSuspected(facts);
  const level = levelOf(facts, figureUs);
  const verdict = silent(facts) ?? unmeasured(facts, figureUs) ?? measured(facts, level);
  const headline = verdict.headline ?? headlineOf(level, facts.trimUs);
  const brief = figureUs === null ? (verdict.brief ?? headline) : words.health.levels[level];
  return { level, figureUs, suspected, ...verdict, headline, brief };
}

/** In step by way of a trim is in step only for who set it. */
function headlineOf(level: SyncLevel, trimUs: number): string {
  const isTrimmed = level === "good" && Math.round(trimUs / 1000) !== 0;
  return isTrimmed ? words.health.inStepTrimmed(trimText(trimUs)) : words.health.levels[level];
}

function isSuspected({ openSuspectUs }: SyncFacts): boolean {
  return Math.abs(openSuspectUs) >= SUSPECT_US;
}

function figureOf(facts: SyncFacts): number | null {
  const { errUs } = facts.status;
  if (errUs === null || facts.remote || facts.muted || facts.silence !== null) return null;
  return isSuspected(facts) ? errUs + facts.openSuspectUs : errUs;
}

function levelOf({ clock }: SyncFacts, figureUs: number | null): SyncLevel {
  const level = syncLevel(figureUs);
  return level === "good" && (clock?.sigmaUs ?? 0) > NO_GREEN_SIGMA_US ? "fair" : level;
}

/** Nothing sounds here on purpose, or because the browser wants a tap. */
function silent({ remote, silence, muted, status }: SyncFacts): Verdict | null {
  const listen = (label: string): SyncAction => ({ kind: "listen", label });
  if (remote)
    return {
      cause: "none",
      headline: words.health.remote,
      advice: words.health.remoteAdvice,
      action: listen(words.health.listenHereToo),
    };
  if (silence === "other-tab")
    return {
      cause: "silenced",
      headline: words.health.otherTab,
      brief: words.health.otherTabBrief,
      advice: words.health.otherTabAdvice,
      action: listen(words.health.hearItHere),
    };
  if (silence === "here")
    return {
      cause: "silenced",
      headline: words.health.paused,
      brief: words.health.pausedBrief,
      advice: words.health.pausedAdvice,
      action: listen(words.health.comeBack),
    };
  if (status.state === "interrupted")
    return {
      cause: "silenced",
      headline: words.health.interrupted,
      advice: words.health.interruptedAdvice,
      action: listen(words.health.comeBack),
    };
  if (status.state !== "locked") return muted ? mutedHere() : null;
  return {
    cause: "silenced",
    headline: words.health.locked,
    advice: words.health.lockedAdvice,
    action: listen(words.health.tapToListen),
  };
}

function mutedHere(): Verdict {
  return { cause: "muted", headline: words.health.muted, advice: words.health.mutedAdvice };
}

/** There is no error to look at. */
function unmeasured(facts: SyncFacts, figureUs: number | null): Verdict | null {
  const { status, online, clock } = facts;
  if (status.state === "buffering")
    return {
      cause: "buffer",
      headline: words.health.loading,
      brief: words.health.loadingBrief,
      advice: online ? words.health.loadingAdvice : words.health.ranOutAdvice,
    };
  if (clock === null)
    return {
      cause: "starting",
      headline: words.health.gettingReady,
      advice: words.health.gettingReadyAdvice,
    };
  if (figureUs !== null) return null;
  if (status.state === "playing" && status.route === "element")
    return {
      cause: "hidden",
      headline: words.health.background,
      advice: words.health.backgroundAdvice,
    };
  if (status.state === "playing")
    return {
      cause: "starting",
      headline: words.health.coming,
      advice: words.health.begunAdvice,
    };
  return {
    cause: online ? "none" : "offline",
    headline: words.health.nothing,
    advice: words.health.nothingAdvice,
  };
}

/** Why what sounds may be off: what explains most first. */
function measured(facts: SyncFacts, level: SyncLevel): Verdict {
  return (
    cutOff(facts) ??
    settling(facts) ??
    lopsided(facts) ??
    unsureClock(facts) ??
    hindered(facts, level) ??
    atRisk(facts) ?? { cause: "none", advice: words.health.fine }
  );
}

function cutOff({ online }: SyncFacts): Verdict | null {
  if (online) return null;
  return {
    cause: "offline",
    advice: words.health.offlineAdvice,
  };
}

function settling({ status, clock }: SyncFacts): Verdict | null {
  if (!status.settling && clock?.settled !== false) return null;
  return {
    cause: "starting",
    headline: words.health.coming,
    advice: words.health.settlingAdvice,
  };
}

function lopsided(facts: SyncFacts): Verdict | null {
  if (!isSuspected(facts)) return null;
  const trimUs = roundedTrim(facts.trimUs + facts.openSuspectUs);
  const late = facts.openSuspectUs > 0;
  const ms = Math.round(Math.abs(facts.openSuspectUs) / 1000);
  const suspected = facts.lineIsEven ? words.health.suspectTrim : words.health.suspectLine;
  return {
    cause: "asymmetry",
    advice: late ? suspected.late(ms) : suspected.early(ms),
    action: { kind: "trim", label: late ? words.health.tryEarlier(ms) : words.health.tryLater(ms), trimUs },
  };
}

function unsureClock({ clock }: SyncFacts): Verdict | null {
  if (clock === null || clock.sigmaUs <= UNSURE_CLOCK_US) return null;
  if (clock.jitterUs > JITTERY_US)
    return {
      cause: "network",
      advice: words.health.jitterAdvice,
    };
  return {
    cause: "clock",
    advice: words.health.roughAdvice,
  };
}

/** The sound is audibly off, and the clock is not to blame. */
function hindered({ status, secure, hidden }: SyncFacts, level: SyncLevel): Verdict | null {
  if (level === "good") return null;
  if (hidden)
    return {
      cause: "hidden",
      advice: words.health.hiddenAdvice,
    };
  if (status.engine === "chunks" && !secure) return insecure();
  return {
    cause: "output",
    advice: words.health.busyAdvice,
  };
}

/** In step now, with a reason to keep an eye on. */
function atRisk({ status, secure, toComeMs }: SyncFacts): Verdict | null {
  if (status.bufferedMs < Math.min(LOW_BUFFER_MS, toComeMs - 1000))
    return {
      cause: "buffer",
      advice: words.health.lowAdvice,
    };
  if (status.engine === "chunks" && !secure) return insecure();
  if (status.latencyMs <= WIRELESS_MS) return null;
  return {
    cause: "output",
    advice: words.health.wirelessAdvice,
  };
}

function insecure(): Verdict {
  return {
    cause: "insecure",
    advice: words.health.insecureAdvice,
    action: { kind: "secure", label: words.health.openSecure },
  };
}

/** In whole milliseconds, within what a trim can be. */
function roundedTrim(trimUs: number): number {
  return Math.max(-500_000, Math.min(500_000, Math.round(trimUs / 1000) * 1000));
}
