const KEY = "sonix.say-next";

/** Keeps a sentence for the page that is loaded next in this tab. */
export function sayNext(text: string): void {
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // nothing is said then
  }
}

/** That sentence, once. */
export function takeSaid(): string | null {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text;
  } catch {
    return null;
  }
}
