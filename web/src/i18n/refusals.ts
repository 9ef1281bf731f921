import { translatedRefusal } from "./words.svelte";

/** What a refusal says: its own English, which knows the case, or what the language has for its code. */
export function refusalWords({ code, message }: { readonly code: string; readonly message: string }): string {
  return translatedRefusal(code) ?? message;
}
