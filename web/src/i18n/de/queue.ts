import type { Translation } from "../words.svelte";
import { count } from "./count";

export const queue: Translation["queue"] = {
  queue: "Warteschlange",
  bringBack: "Zuletzt Entferntes zurückholen",
  clear: "Warteschlange leeren",
  played: (many) => `Gespielt · ${many}`,
  playingNow: "Läuft gerade",
  next: "Als Nächstes",
  nothingAfter: "Danach kommt nichts mehr.",
  empty: "Die Warteschlange ist leer.",
  addSome: "Füge Musik hinzu, damit es weitergeht.",
  hostAdds: "Wer hier Musik hinzufügt, bestimmt der Host.",
  addedBy: "Hinzugefügt:",
  moveTrack: (title) => `${title} verschieben`,
  remove: "Entfernen",
  addToPlaylist: "Zu einer Playlist",
  saveQueue: "Warteschlange als Playlist speichern",
  saveHistory: "Als Playlist speichern",
  playNow: "Jetzt spielen",
  playNext: "Als Nächstes spielen",
  moveUp: "Nach oben",
  moveDown: "Nach unten",
  nothingToPlay: "Es gibt noch nichts zu spielen.",
  playAgain: "Noch einmal spielen",
  removedOne: (title) => `„${title}“ entfernt`,
  removedMany: (many) => count(many, { one: "# Titel entfernt", other: "# Titel entfernt" }),
};
