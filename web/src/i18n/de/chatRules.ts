import type { Translation } from "../words.svelte";
import { count } from "./count";

export const chatRules: Translation["chatRules"] = {
  title: "Chat",
  switchOn: "Chat in diesem Raum",
  switchReactions: "Reaktionen über dem Cover",
  slowMode: "Langsamer Chat: Zeit zwischen zwei Nachrichten einer Person",
  slowOff: "Aus",
  seconds: (many) => count(many, { one: "# Sekunde", other: "# Sekunden" }),
  minutes: (many) => count(many, { one: "# Minute", other: "# Minuten" }),
  kept: "Nachrichten bleiben",
  keptDays: (many) => count(many, { one: "# Tag", other: "# Tage" }),
  keptAlways: "solange es den Raum gibt",
  blocked: "Wörter, die hier nicht fallen sollen",
  blockedHint: "Mit Komma getrennt, höchstens 50. Eine Nachricht mit einem davon wird nicht gesendet.",
};
