import type { AdminUser } from "../../net/admin_api";

type Tone = "plain" | "good" | "warn" | "bad";

/** What somebody is, in a word or two. */
export function standing(user: AdminUser): [string, Tone][] {
  const words: [string, Tone][] = [[user.kind === "guest" ? "Guest" : "Account", "plain"]];
  if (user.is_admin) words.push(["Administrator", "good"]);
  if (user.kind === "account" && user.email !== null && !user.email_verified)
    words.push(["E-mail not confirmed", "warn"]);
  if (user.banned_at_s !== null) words.push(["Banned", "bad"]);
  return words;
}
