/** The sign-in page, with what became of a letter. */
export const CONFIRMED = "#confirmed";
export const REFUSED = "#refused";

/**
 * Where to go on from the link in a letter of Supabase's, by the fragment that it leads back with; null: from nowhere.
 *
 * It sends a session of its own along, which is not taken: whoever writes such a link could sign others in as
 * themselves. Nor may it stay in the address bar.
 */
export function afterLetter(hash: string): string | null {
  const said = new URLSearchParams(hash.slice(1));
  if (said.has("access_token")) return `/sign-in${CONFIRMED}`;
  return said.has("error_code") ? `/sign-in${REFUSED}` : null;
}

/** Takes what a letter sent along off the address, before anything reads it. */
export function leaveLetter(): void {
  const next = afterLetter(location.hash);
  if (next !== null) history.replaceState(null, "", next);
}
