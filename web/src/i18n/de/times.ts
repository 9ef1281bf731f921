import type { Translation } from "../words.svelte";
import { count } from "./count";

export const times: Translation["times"] = {
  hours: (many) => count(many, { one: "# Stunde", other: "# Stunden" }),
  minutes: (many) => count(many, { one: "# Minute", other: "# Minuten" }),
  seconds: (many) => count(many, { one: "# Sekunde", other: "# Sekunden" }),
  underAMinute: "unter einer Minute",
  shortMinutes: (minutes) => `${minutes} Min.`,
  shortHours: (hours) => `${hours} Std.`,
  shortBoth: (hours, minutes) => `${hours} Std. ${minutes} Min.`,
  justNow: "gerade eben",
};
