/** Who I am in a room, and what I may do in it. Ask for a right, never for a role. */
import { NEW_SETTINGS, type Right, type RoleName, type Settings } from "../core/protocol.gen";
import { hasRight, roleOf } from "../core/roles";
import type { Room } from "../core/room";
import { RoomCommands } from "./room_commands";

export abstract class RoomRights extends RoomCommands {
  hostId = $state("");
  /** My member id. */
  me = $state<string | null>(null);
  /** My role in this room. */
  role = $state<RoleName>("listener");
  settings = $state.raw<Settings>(NEW_SETTINGS);

  get isHost(): boolean {
    return this.me !== null && this.me === this.hostId;
  }

  /** Whether I have a right in the room. */
  can(right: Right): boolean {
    return hasRight(this.settings.rights, this.role, right);
  }

  get canAdd(): boolean {
    return this.can("add") && (this.settings.queue.mode !== "host_only" || this.can("configure"));
  }

  protected showRights(room: Room): void {
    this.hostId = room.hostId;
    this.settings = room.settings;
    this.role = roleOf(room, this.me);
  }
}
