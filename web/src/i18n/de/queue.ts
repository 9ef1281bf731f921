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
  dragging: (item, list) =>
    `${item} in ${list} wird verschoben. Mit den Pfeiltasten bewegen, mit der Leertaste ablegen.`,
  draggedTo: (item, list, place, all) => `${item} steht an Stelle ${place} von ${all} in ${list}`,
  dragHow: "Mit Tab zu einem Titel gehen und die Leertaste drücken, um ihn mit den Pfeiltasten zu verschieben.",
  dragNot: "In dieser Liste lässt sich nichts verschieben.",
};
