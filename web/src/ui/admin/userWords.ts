import { words } from "../../i18n/admin";
import type { AdminUser } from "../../net/admin_api";

type Tone = "plain" | "good" | "warn" | "bad";

/** What somebody is, in a word or two. Without mail no address can be confirmed, and that is not worth a word. */
export function standing(user: AdminUser, sendsMail: boolean): [string, Tone][] {
  const said: [string, Tone][] = [[user.kind === "guest" ? words.admin.guest : words.admin.account, "plain"]];
  if (user.is_admin) said.push([words.admin.administrator, "good"]);
  if (user.kind === "account" && user.email !== null && sendsMail && !user.email_verified)
    said.push([words.admin.notConfirmed, "warn"]);
  if (user.banned_at_s !== null) said.push([words.admin.banned, "bad"]);
  return said;
}
