import type { Invitation } from "../../net/admin_api";
import { counted } from "../parts/words";

/** Whether an invitation still works, and for how many. */
export function invitationState(one: Invitation, nowMs: number): [string, "good" | "plain"] {
  if (one.revoked_at_s !== null) return ["Revoked", "plain"];
  if (one.uses_left <= 0) return ["Used up", "plain"];
  if (one.expires_at_s !== null && one.expires_at_s * 1000 <= nowMs) return ["Ended", "plain"];
  return [`${counted(one.uses_left, "use")} left`, "good"];
}
