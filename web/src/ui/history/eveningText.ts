import { speech } from "../../i18n/words.svelte";
import type { Evening } from "../../net/past_api";

/** "Friday, 27 November 2026, 20:00 – 23:40", as the language says it. */
export function eveningText(evening: Pick<Evening, "starts_at" | "ends_at">): string {
  const format = new Intl.DateTimeFormat(speech.locale, { dateStyle: "full", timeStyle: "short" });
  return format.formatRange(new Date(evening.starts_at), new Date(evening.ends_at));
}
