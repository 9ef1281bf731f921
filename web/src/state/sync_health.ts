/**
 * How well this device keeps step, why it may not, and what to do about it: from facts to one verdict. Pure, so that every
 * case is a row in a table. Of several causes the one that matters most is told.
 */
import type { PlayerStatus } from "../audio/ports";
import type { Cause } from "../core/protocol.gen";
import { SYNC_WORDS, syncLevel, trimText, type SyncLevel } from "./sync_level";

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
  const brief = figureUs === null ? (verdict.brief ?? headline) : SYNC_WORDS[level];
  return { level, figureUs, suspected, ...verdict, headline, brief };
}

/** In step by way of a trim is in step only for who set it. */
function headlineOf(level: SyncLevel, trimUs: number): string {
  const isTrimmed = level === "good" && Math.round(trimUs / 1000) !== 0;
  return isTrimmed ? `${SYNC_WORDS.good}, trimmed ${trimText(trimUs)}` : SYNC_WORDS[level];
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
      headline: "Remote only",
      advice: "This device controls the room and makes no sound itself. Nobody waits for it.",
      action: listen("Listen here too"),
    };
  if (silence === "other-tab")
    return {
      cause: "silenced",
      headline: "Plays in another tab",
      brief: "In another tab",
      advice: "Another tab of this browser has the sound, so that you don’t hear it twice.",
      action: listen("Hear it here"),
    };
  if (silence === "here")
    return {
      cause: "silenced",
      headline: "Paused on this device",
      brief: "Paused here",
      advice: "The system or the lock screen paused the music here. The room plays on.",
      action: listen("Come back in step"),
    };
  if (status.state === "interrupted")
    return {
      cause: "silenced",
      headline: "No sound here",
      advice: "The sound output is not running: the system holds it back, or it went away. The room plays on.",
      action: listen("Come back in step"),
    };
  if (status.state !== "locked") return muted ? MUTED : null;
  return {
    cause: "silenced",
    headline: "Silent",
    advice: "The browser wants a tap before this page may sound.",
    action: listen("Tap to listen"),
  };
}

const MUTED: Verdict = {
  cause: "muted",
  headline: "Muted",
  advice: "The sound is off on this device. The room plays on, and it comes back in step.",
};

/** There is no error to look at. */
function unmeasured(facts: SyncFacts, figureUs: number | null): Verdict | null {
  const { status, online, clock } = facts;
  if (status.state === "buffering")
    return {
      cause: "buffer",
      headline: "Loading the music",
      brief: "Loading",
      advice: online
        ? "It comes in on the beat by itself. If this happens often, go nearer to the Wi-Fi or use a cable."
        : "The music ran out while the connection is lost. It comes in on the beat once you are back online.",
    };
  if (clock === null)
    return {
      cause: "starting",
      headline: "Getting ready",
      advice: "The room’s clock is being measured. That takes a second or two.",
    };
  if (figureUs !== null) return null;
  if (status.state === "playing" && status.route === "element")
    return {
      cause: "hidden",
      headline: "In the background",
      advice:
        "There the system carries the sound another way, and nobody can tell when it is heard. In front it is in step.",
    };
  if (status.state === "playing")
    return {
      cause: "starting",
      headline: "Coming into step",
      advice: "The sound has just begun. A moment, and its place is known.",
    };
  return {
    cause: online ? "none" : "offline",
    headline: "Nothing plays",
    advice: "There is nothing to measure while no music plays.",
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
    atRisk(facts) ?? { cause: "none", advice: "Everything is as it should be." }
  );
}

function cutOff({ online }: SyncFacts): Verdict | null {
  if (online) return null;
  return {
    cause: "offline",
    advice:
      "The connection is lost, so the clock runs on its own and drifts very slowly. It is measured anew when you are back online.",
  };
}

function settling({ status, clock }: SyncFacts): Verdict | null {
  if (!status.settling && clock?.settled !== false) return null;
  return {
    cause: "starting",
    headline: "Coming into step",
    advice: "The sound has just begun, come back or changed its output. It finds its place within a few seconds.",
  };
}

function lopsided(facts: SyncFacts): Verdict | null {
  if (!isSuspected(facts)) return null;
  const trimUs = roundedTrim(facts.trimUs + facts.openSuspectUs);
  const late = facts.openSuspectUs > 0;
  const ms = Math.round(Math.abs(facts.openSuspectUs) / 1000);
  const reason = facts.lineIsEven
    ? "The trim makes up for a lopsided connection, and this one seems even,"
    : "Your connection seems slower in one direction than in the other,";
  return {
    cause: "asymmetry",
    advice: `${reason} so this device probably plays about ${ms} ms too ${late ? "late" : "early"}. No clock can see that for certain: try it, and trust your ears.`,
    action: { kind: "trim", label: `Try ${ms} ms ${late ? "earlier" : "later"}`, trimUs },
  };
}

function unsureClock({ clock }: SyncFacts): Verdict | null {
  if (clock === null || clock.sigmaUs <= UNSURE_CLOCK_US) return null;
  if (clock.jitterUs > JITTERY_US)
    return {
      cause: "network",
      advice:
        "The network is unsteady, so the shared clock is only roughly known. Being nearer to the Wi-Fi, or on a cable, helps.",
    };
  return {
    cause: "clock",
    advice: "The shared clock is only roughly known so far. It gets better by itself within a minute.",
  };
}

/** The sound is audibly off, and the clock is not to blame. */
function hindered({ status, secure, hidden }: SyncFacts, level: SyncLevel): Verdict | null {
  if (level === "good") return null;
  if (hidden)
    return {
      cause: "hidden",
      advice: "The page is in the background, where the browser gives it little time. It corrects itself in front.",
    };
  if (status.engine === "chunks" && !secure) return insecure();
  return {
    cause: "output",
    advice:
      "The player is correcting itself. If it stays like this, close other heavy tabs or apps, and check the loudspeaker or headphones.",
  };
}

/** In step now, with a reason to keep an eye on. */
function atRisk({ status, secure, toComeMs }: SyncFacts): Verdict | null {
  if (status.bufferedMs < Math.min(LOW_BUFFER_MS, toComeMs - 1000))
    return {
      cause: "buffer",
      advice: "Little music is loaded ahead, because the network is slow. It may drop out for a moment.",
    };
  if (status.engine === "chunks" && !secure) return insecure();
  if (status.latencyMs <= WIRELESS_MS) return null;
  return {
    cause: "output",
    advice:
      "Your output adds a long delay, as Bluetooth does. Sonix makes up for what the browser reports; if it still sounds off, adjust it by ear.",
  };
}

function insecure(): Verdict {
  return {
    cause: "insecure",
    advice:
      "This page is not secure, so the browser allows only the simpler engine. The https address has the precise one.",
    action: { kind: "secure", label: "Open the secure page" },
  };
}

/** In whole milliseconds, within what a trim can be. */
function roundedTrim(trimUs: number): number {
  return Math.max(-500_000, Math.min(500_000, Math.round(trimUs / 1000) * 1000));
}
