import type { Translation } from "../words.svelte";
import { iso } from "./isolate";

export const follow: Translation["follow"] = {
  on: "أخبرني عندما تُفتح",
  off: "لا تخبرني عندما تُفتح",
  willTell: (room) => `سنخبرك عندما تُفتح ${iso(room)}.`,
  needsTurningOn: "أنت تتابع هذه الغرفة. فعّل الإشعارات في الإعدادات لتعرف متى تُفتح.",
  toSettings: "الإعدادات",
  noMore: (room) => `لم تعد تتابع ${iso(room)}.`,
};
