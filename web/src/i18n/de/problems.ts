import type { Translation } from "../words.svelte";

export const problems: Translation["problems"] = {
  tryAgain: "Das hat nicht geklappt. Versuche es noch einmal.",
  tooMany: (wait) => `Zu viele Versuche in kurzer Zeit. Warte ${wait} und versuche es dann noch einmal.`,
  fitsIn: (wait) => `Es geht wieder in ${wait}.`,
  aMinute: "eine Minute",
  unreachable: "Sonix ist nicht zu erreichen. Prüfe die Verbindung und versuche es noch einmal.",
  itsOwn: "Sonix hat gerade selbst ein Problem. Versuche es gleich noch einmal.",
  unheard: "Keine Verbindung: Der Raum hört dich nicht.",
};
