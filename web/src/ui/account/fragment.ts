/** The token of a one-time link: `#reset=TOKEN` or `#TOKEN`. It travels in the fragment, which no server ever sees. */
export function fragmentToken(hash: string): string | null {
  const text = hash.slice(1);
  const value = text.slice(text.indexOf("=") + 1);
  if (value === "") return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return null; // cut off in the middle of an escape
  }
}
