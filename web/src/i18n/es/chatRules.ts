import type { Translation } from "../words.svelte";
import { count } from "./count";

export const chatRules: Translation["chatRules"] = {
  title: "Chat",
  switchOn: "Chat en esta sala",
  switchReactions: "Reacciones sobre la portada",
  slowMode: "Modo lento: tiempo entre dos mensajes de una persona",
  slowOff: "No",
  seconds: (many) => count(many, { one: "# segundo", other: "# segundos" }),
  minutes: (many) => count(many, { one: "# minuto", other: "# minutos" }),
  kept: "Los mensajes se guardan",
  keptDays: (many) => count(many, { one: "# día", other: "# días" }),
  keptAlways: "mientras exista la sala",
  blocked: "Palabras que aquí no se usan",
  blockedHint: "Separadas por comas, 50 como máximo. Un mensaje con alguna de ellas no se envía.",
};
