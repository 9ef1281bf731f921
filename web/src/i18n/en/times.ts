import { count } from "./count";

/** Times and lengths that `Intl` has no words for. */
export const times = {
  hours: (many: number) => count(many, { one: "# hour", other: "# hours" }),
  minutes: (many: number) => count(many, { one: "# minute", other: "# minutes" }),
  seconds: (many: number) => count(many, { one: "# second", other: "# seconds" }),
  underAMinute: "under a minute",
  shortMinutes: (minutes: number) => `${minutes} min`,
  shortHours: (hours: number) => `${hours} h`,
  shortBoth: (hours: number, minutes: number) => `${hours} h ${minutes} min`,
  justNow: "just now",
};
