import type { SignIn } from "../../net/api";

/** Whether somebody without an invitation can make an account with e-mail and password: the address is checked by mail. */
export function canRegister(signIn: SignIn): boolean {
  return signIn.registration === "open" && signIn.mail;
}

/** Whether a service elsewhere can be used to sign in. */
export function hasOtherWays(signIn: SignIn): boolean {
  return signIn.oidc.length > 0 || signIn.firebase !== null || signIn.supabase !== null;
}

/** What is wrong with a new password, in a sentence; null for a good one. The server has the last word. */
export function passwordProblem(password: string, minChars: number): string | null {
  const chars = Array.from(password).length;
  if (chars >= minChars) return null;
  return `${minChars - chars} more ${minChars - chars === 1 ? "character" : "characters"}: at least ${minChars} in all.`;
}
