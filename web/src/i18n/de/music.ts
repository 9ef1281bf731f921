import type { Translation } from "../words.svelte";
import { count } from "./count";

export const music: Translation["music"] = {
  music: "Musik",
  crossfade: "Überblenden",
  crossfadeOff: "Aus: Ein Titel folgt dem anderen ohne Lücke",
  crossfadeFor: (seconds) => count(seconds, { one: "# Sekunde", other: "# Sekunden" }),
  crossfadeHint:
    "So lange klingen zwei Titel zusammen. Alben in ihrer Reihenfolge, Überspringen und die Wiederholung eines Titels bleiben, wie sie sind.",
  loudness: "Gleich laut",
  loudnessBy: { track: "Jeder Titel", album: "Jedes Album", off: "Aus" },
  fallback: "Wenn die Warteschlange leer ist",
  fallbackHint: "Sonix hält drei Titel bereit. Was jemand hinzufügt, kommt immer zuerst.",
  fallbackOff: "Die Musik hört auf",
  fallbackHistory: "Spiele gemischt, was in diesem Raum lief",
  fallbackList: (name) => `Spiele gemischt die Playlist „${name}“`,
  fallbackOther: "Spiele die Playlist von jemand anderem",
  ofTheRoom: "Musik des Raums",
  keptGoing: "Sonix hielt die Musik am Laufen",
  blendsIn: (seconds) =>
    count(seconds, {
      one: "Der nächste Titel beginnt # Sekunde, bevor dieser endet",
      other: "Der nächste Titel beginnt # Sekunden, bevor dieser endet",
    }),
};
