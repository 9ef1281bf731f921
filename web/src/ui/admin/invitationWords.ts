import { words } from "../../i18n/admin";
import type { Invitation } from "../../net/admin_api";

/** Whether an invitation still works, and for how many. */
export function invitationState(one: Invitation, nowMs: number): [string, "good" | "plain"] {
  if (one.revoked_at_s !== null) return [words.admin.inviteStates.revoked, "plain"];
  if (one.uses_left <= 0) return [words.admin.inviteStates.used, "plain"];
  if (one.expires_at_s !== null && one.expires_at_s * 1000 <= nowMs) return [words.admin.inviteStates.ended, "plain"];
  return [words.admin.usesLeft(one.uses_left), "good"];
}
