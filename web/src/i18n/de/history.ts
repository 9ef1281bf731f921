import type { Translation } from "../words.svelte";
import { count } from "./count";

export const history: Translation["history"] = {
  views: "Was du sehen willst",
  played: "Gespielt",
  evenings: "Abende",
  top: "Rangliste",
  noEvenings: "Noch kein Abend. Ist hier Musik gelaufen, steht jeder Abend in dieser Liste.",
  evening: (tracks, people) => `${tracks} · ${people}`,
  people: (many) => count(many, { one: "# Person", other: "# Leute" }),
  plays: (many) => count(many, { one: "# Mal gespielt", other: "# Mal gespielt" }),
  ever: "Alle Abende",
  nothing: "In dieser Zeit lief nichts.",
  sum: (plays, airtime, people) => `${plays} · ${airtime} Musik · ${people}`,
  topTracks: "Am meisten gespielt",
  airtime: "Wessen Musik lief",
  presence: "Wer da war",
  title: "Titel",
  person: "Person",
  times: "Wie oft",
  time: "Zeit",
  asTable: "Als Tabelle",
  share: "Als Bild teilen",
  saved: "Das Bild ist gespeichert.",
  failedPicture: "Das Bild konnte nicht entstehen. Versuche es noch einmal.",
};
