import { words } from "../../i18n/account";

/** What is wrong with a new password, in a sentence; null for a good one. The server has the last word. */
export function passwordProblem(password: string, minChars: number): string | null {
  const chars = Array.from(password).length;
  if (chars >= minChars) return null;
  return words.account.moreChars(minChars - chars, minChars);
}
