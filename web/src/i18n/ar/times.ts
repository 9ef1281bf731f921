import type { Translation } from "../words.svelte";
import { hours, minutes, seconds } from "./count";

export const times: Translation["times"] = {
  hours,
  minutes,
  seconds,
  underAMinute: "أقل من دقيقة",
  shortMinutes: (minutes) => `${minutes} د`,
  shortHours: (hours) => `${hours} س`,
  shortBoth: (hours, minutes) => `${hours} س ${minutes} د`,
  justNow: "الآن",
};
