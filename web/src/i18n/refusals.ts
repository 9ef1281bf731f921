import { translatedRefusal, words } from "./words.svelte";

interface Refusal {
  readonly code: string;
  readonly message: string;
  /** How long until it would be taken, where time alone decides that. */
  readonly fitsInUs?: number;
}

/** What a refusal says: its own English, which knows the case, or what the language has for its code. */
export function refusalWords({ code, message, fitsInUs = 0 }: Refusal): string {
  const said = translatedRefusal(code);
  if (said === null) return message;
  if (fitsInUs > 0) return `${said} ${words.problems.fitsIn(waitWords(Math.ceil(fitsInUs / 1e6)))}`;
  const reason = code === "banned" ? reasonIn(message) : null;
  return reason === null ? said : `${said} ${words.closed.reason(reason)}`;
}

/** Why somebody was shut out stands behind the colon of the server's sentence, in the words of whoever did it. */
const reasonIn = (message: string): string | null => /^[^:]+: (.+?)\.?$/s.exec(message)?.[1] ?? null;

/** How long somebody waits, in whole seconds, minutes or hours; null: nobody knows. */
export function waitWords(seconds: number | null): string {
  if (seconds === null) return words.problems.aMinute;
  if (seconds <= 90) return words.times.seconds(seconds);
  return seconds <= 5400 ? words.times.minutes(Math.ceil(seconds / 60)) : words.times.hours(Math.ceil(seconds / 3600));
}
