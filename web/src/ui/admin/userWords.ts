import type { AdminUser } from "../../net/admin_api";

type Tone = "plain" | "good" | "warn" | "bad";

/** What somebody is, in a word or two. Without mail no address can be confirmed, and that is not worth a word. */
export function standing(user: AdminUser, sendsMail: boolean): [string, Tone][] {
  const words: [string, Tone][] = [[user.kind === "guest" ? "Guest" : "Account", "plain"]];
  if (user.is_admin) words.push(["Administrator", "good"]);
  if (user.kind === "account" && user.email !== null && sendsMail && !user.email_verified)
    words.push(["E-mail not confirmed", "warn"]);
  if (user.banned_at_s !== null) words.push(["Banned", "bad"]);
  return words;
}
