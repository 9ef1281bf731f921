import { translatedRefusal, words } from "./words.svelte";

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What a refusal says: its own English, which knows the case, or what the language has for its code. */
export function refusalWords({ code, message }: Refusal): string {
  const said = translatedRefusal(code);
  if (said === null) return message;
  const reason = code === "banned" ? reasonIn(message) : null;
  return reason === null ? said : `${said} ${words.closed.reason(reason)}`;
}

/** Why somebody was shut out stands behind the colon of the server's sentence, in the words of whoever did it. */
const reasonIn = (message: string): string | null => /^[^:]+: (.+?)\.?$/s.exec(message)?.[1] ?? null;
