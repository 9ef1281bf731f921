import type { PlayerStatus } from "../../audio/ports";
import type { SyncLevel } from "./syncLevel";

/** Over this, what the browser tells of its output's delay smells of Bluetooth. */
const WIRELESS_MS = 120;
const UNSURE_CLOCK_US = 5_000;

export interface SyncFacts {
  level: SyncLevel;
  status: PlayerStatus;
  clockSigmaUs: number;
  online: boolean;
}

/** The likeliest cause and what to do about it, in a sentence or two. */
export function syncAdvice({ level, status, clockSigmaUs, online }: SyncFacts): string {
  if (status.state === "locked") return "This device is silent. Tap “Tap to listen” to join the sound.";
  if (status.state === "interrupted") return "The sound was paused on this device. Tap to come back in step.";
  if (status.state === "buffering") return "The music is still loading here. It comes in on the beat by itself.";
  if (level === "unknown") return "Nothing sounds at the moment, so there is nothing to measure.";
  if (!online)
    return "The connection is lost, so the clock runs on its own. It will be measured anew when you are back online.";
  if (clockSigmaUs > UNSURE_CLOCK_US) {
    return "The network is unsteady, so the shared clock is only roughly known. Being nearer to the Wi-Fi, or on a cable, helps.";
  }
  if (status.engine === "chunks")
    return "On this page the browser allows only the simpler engine. Open the https address for the precise one.";
  if (level !== "good")
    return "The player is correcting itself. If it stays like this, close other heavy tabs or pause and play once.";
  if (status.latencyMs > WIRELESS_MS) {
    return "Your output adds a long delay, as Bluetooth does. Sonix makes up for what the browser reports.";
  }
  return "Everything is as it should be.";
}
