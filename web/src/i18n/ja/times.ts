import type { Translation } from "../words.svelte";
import { count } from "./count";

export const times: Translation["times"] = {
  hours: (many) => count(many, { other: "#時間" }),
  minutes: (many) => count(many, { other: "#分" }),
  seconds: (many) => count(many, { other: "#秒" }),
  underAMinute: "1分未満",
  shortMinutes: (minutes) => `${minutes}分`,
  shortHours: (hours) => `${hours}時間`,
  shortBoth: (hours, minutes) => `${hours}時間${minutes}分`,
  justNow: "たった今",
};
