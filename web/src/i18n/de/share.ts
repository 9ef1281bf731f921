import type { Translation } from "../words.svelte";

export const share: Translation["share"] = {
  title: "Mit Sonix geteilt",
  where: "Für welchen Raum ist es?",
  nothing: "Es ist nichts angekommen",
  nothingBody: "Teile eine Musikdatei oder einen Link aus einer anderen App und wähle dort Sonix.",
  files: "Dateien",
  toLibrary: "Nur in meine Bibliothek",
  startRoom: "Raum öffnen",
  openRoom: "Diesen Raum öffnen",
  noMusic: "Keine dieser Dateien ist Musik.",
  linkHint: "Ein Link kommt in den Chat des Raums.",
  rooms: "Deine Räume",
};
