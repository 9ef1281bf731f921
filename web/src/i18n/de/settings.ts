import type { Translation } from "../words.svelte";

export const settings: Translation["settings"] = {
  appearance: "Darstellung",
  theme: "Farben",
  themes: { system: "System", dark: "Dunkel", light: "Hell" },
  language: "Sprache",
  languageAuto: (language) => `Wie der Browser (${language})`,
  languageFailed: "Diese Sprache konnte nicht geladen werden. Prüfe die Verbindung und versuche es noch einmal.",
};
