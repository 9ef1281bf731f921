import type { Translation } from "../words.svelte";
import { count } from "./count";

export const people: Translation["people"] = {
  people: "Leute",
  everyonesSync: "Gleichlauf aller",
  me: "Du",
  remote: "Fernbedienung",
  changeName: "Deinen Namen ändern",
  makeHost: "Zum Host machen",
  makeHostOf: (name) => `${name} zum Host machen?`,
  makeHostText:
    "Der Host bestimmt, wer die Musik steuern und wer welche hinzufügen darf. Selbst zurücknehmen kannst du das nicht.",
  keepIt: "Host bleiben",
  yourName: "Dein Name",
  othersSee: "So sehen dich die anderen",
  renamed: (name) => `Du heißt jetzt ${name}.`,
  lastKnown: (state) => `${state} · zuletzt`,
  away: "Weg",
  lookingIn: "Schaut herein",
  controlsOnly: "Steuert nur",
  loading: "Lädt die Musik",
  muted: "Stumm",
  soundOff: "Ton ist aus",
  listening: "Hört zu",
  ready: "Bereit",
  hearing: (many) => count(many, { one: "# hört zu", other: "# hören zu" }),
  remotes: (many) => `${many} nur steuernd`,
  silent: (many) => `${many} ohne Ton`,
};
