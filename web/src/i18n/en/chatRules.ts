import { count } from "./count";

/** What a room's chat is set to. */
export const chatRules = {
  title: "Chat",
  switchOn: "Chat in this room",
  switchReactions: "Reactions over the cover",
  slowMode: "Slow mode: time between two messages of one person",
  slowOff: "Off",
  seconds: (many: number) => count(many, { one: "# second", other: "# seconds" }),
  minutes: (many: number) => count(many, { one: "# minute", other: "# minutes" }),
  kept: "Messages are kept for",
  keptDays: (many: number) => count(many, { one: "# day", other: "# days" }),
  keptAlways: "as long as the room",
  blocked: "Words that are not used here",
  blockedHint: "Between commas, 50 at most. A message with one of them is not sent.",
};
