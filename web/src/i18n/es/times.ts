import type { Translation } from "../words.svelte";
import { count } from "./count";

export const times: Translation["times"] = {
  hours: (many) => count(many, { one: "# hora", other: "# horas" }),
  minutes: (many) => count(many, { one: "# minuto", other: "# minutos" }),
  seconds: (many) => count(many, { one: "# segundo", other: "# segundos" }),
  underAMinute: "menos de un minuto",
  shortMinutes: (minutes) => `${minutes} min`,
  shortHours: (hours) => `${hours} h`,
  shortBoth: (hours, minutes) => `${hours} h ${minutes} min`,
  justNow: "ahora mismo",
};
