import { speech } from "../../i18n/words.svelte";

/** Making one costs more than drawing a row. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(style: "timeStyle" | "dateStyle", length: "short" | "full"): Intl.DateTimeFormat {
  const key = `${speech.locale} ${style}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(speech.locale, { [style]: length });
  formats.set(key, made);
  return made;
}

/** "18:05" in this browser's time zone. */
export const timeText = (atMs: number): string => format("timeStyle", "short").format(atMs);

/** "Monday, 5 January 2026". */
export const dayText = (atMs: number): string => format("dateStyle", "full").format(atMs);
