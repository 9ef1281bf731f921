/** Who may do what in a room: the twin of `sonix.core.roles`. Ask for a right, never for a role. */
import type { Right, Rights, RoleName } from "./protocol.gen";
import type { Room } from "./room";

/** A member's role; a listener's for whoever is not known here. */
export function roleOf(room: Pick<Room, "hostId" | "members">, memberId: string | null): RoleName {
  if (memberId === null) return "listener";
  return memberId === room.hostId ? "host" : (room.members.get(memberId)?.role ?? "listener");
}

export function hasRight(rights: Rights, role: RoleName, right: Right): boolean {
  return role === "host" || rights[right].includes(role);
}

const RANKS: Readonly<Record<RoleName, number>> = { listener: 0, dj: 1, cohost: 2, host: 3 };

/** Whether somebody of one role may act on somebody of the other: nobody does on those as high as they are. */
export function outranks(role: RoleName, other: RoleName): boolean {
  return RANKS[role] > RANKS[other];
}
