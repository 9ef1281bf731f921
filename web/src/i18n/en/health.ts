import type { Cause } from "../../core/protocol.gen";
import type { SyncLevel } from "../../state/sync_level";

/** How well this device keeps step: the verdict, its reason, and what to do. */
export const health = {
  levels: {
    good: "In step",
    fair: "Slightly off",
    bad: "Out of step",
    unknown: "Not measured",
  } satisfies Record<SyncLevel, string>,
  causes: {
    none: "",
    starting: "coming into step",
    clock: "clock still rough",
    network: "unsteady network",
    asymmetry: "lopsided line",
    buffer: "little music loaded",
    output: "slow or busy output",
    hidden: "in the background",
    insecure: "page not secure",
    silenced: "silent",
    muted: "muted",
    offline: "connection was lost",
  } satisfies Record<Cause, string>,
  late: "late",
  early: "early",
  inStepTrimmed: (trim: string) => `In step, trimmed ${trim}`,
  noTrim: "Plays without a trim",
  playsEarlier: (ms: number) => `Plays ${ms} ms earlier`,
  playsLater: (ms: number) => `Plays ${ms} ms later`,
  remote: "Remote only",
  remoteAdvice: "This device controls the room and makes no sound itself. Nobody waits for it.",
  listenHereToo: "Listen here too",
  otherTab: "Plays in another tab",
  otherTabBrief: "In another tab",
  otherTabAdvice: "Another tab of this browser has the sound, so that you don’t hear it twice.",
  hearItHere: "Hear it here",
  paused: "Paused on this device",
  pausedBrief: "Paused here",
  pausedAdvice: "The system or the lock screen paused the music here. The room plays on.",
  comeBack: "Come back in step",
  interrupted: "No sound here",
  interruptedAdvice: "The sound output is not running: the system holds it back, or it went away. The room plays on.",
  locked: "Silent",
  lockedAdvice: "The browser wants a tap before this page may sound.",
  tapToListen: "Tap to listen",
  muted: "Muted",
  mutedAdvice: "The sound is off on this device. The room plays on, and it comes back in step.",
  loading: "Loading the music",
  loadingBrief: "Loading",
  loadingAdvice: "It comes in on the beat by itself. If this happens often, go nearer to the Wi-Fi or use a cable.",
  ranOutAdvice: "The music ran out while the connection is lost. It comes in on the beat once you are back online.",
  gettingReady: "Getting ready",
  gettingReadyAdvice: "The room’s clock is being measured. That takes a second or two.",
  background: "In the background",
  backgroundAdvice:
    "There the system carries the sound another way, and nobody can tell when it is heard. In front it is in step.",
  coming: "Coming into step",
  begunAdvice: "The sound has just begun. A moment, and its place is known.",
  settlingAdvice: "The sound has just begun, come back or changed its output. It finds its place within a few seconds.",
  nothing: "Nothing plays",
  nothingAdvice: "There is nothing to measure while no music plays.",
  fine: "Everything is as it should be.",
  offlineAdvice:
    "The connection is lost, so the clock runs on its own and drifts very slowly. It is measured anew when you are back online.",
  suspectTrim: {
    late: (ms: number) =>
      `The trim makes up for a lopsided connection, and this one seems even, so this device probably plays about ${ms} ms too late. No clock can see that for certain: try it, and trust your ears.`,
    early: (ms: number) =>
      `The trim makes up for a lopsided connection, and this one seems even, so this device probably plays about ${ms} ms too early. No clock can see that for certain: try it, and trust your ears.`,
  },
  suspectLine: {
    late: (ms: number) =>
      `Your connection seems slower in one direction than in the other, so this device probably plays about ${ms} ms too late. No clock can see that for certain: try it, and trust your ears.`,
    early: (ms: number) =>
      `Your connection seems slower in one direction than in the other, so this device probably plays about ${ms} ms too early. No clock can see that for certain: try it, and trust your ears.`,
  },
  tryEarlier: (ms: number) => `Try ${ms} ms earlier`,
  tryLater: (ms: number) => `Try ${ms} ms later`,
  jitterAdvice:
    "The network is unsteady, so the shared clock is only roughly known. Being nearer to the Wi-Fi, or on a cable, helps.",
  roughAdvice: "The shared clock is only roughly known so far. It gets better by itself within a minute.",
  hiddenAdvice: "The page is in the background, where the browser gives it little time. It corrects itself in front.",
  busyAdvice:
    "The player is correcting itself. If it stays like this, close other heavy tabs or apps, and check the loudspeaker or headphones.",
  lowAdvice: "Little music is loaded ahead, because the network is slow. It may drop out for a moment.",
  wirelessAdvice:
    "Your output adds a long delay, as Bluetooth does. Sonix makes up for what the browser reports; if it still sounds off, adjust it by ear.",
  insecureAdvice:
    "This page is not secure, so the browser allows only the simpler engine. The https address has the precise one.",
  trimNow: (trim: string) => `This device’s trim is now ${trim}`,
  thisSound: "This device’s sound",
  openSecure: "Open the secure page",
};
