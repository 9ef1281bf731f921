/** Who I am in a room, and what I may do in it. Ask for a right, never for a role. */
import { NEW_SETTINGS, type Knock, type Right, type RoleName, type Settings, type Waiting } from "../core/protocol.gen";
import { hasRight, roleOf } from "../core/roles";
import type { Room } from "../core/room";
import { RoomCommands } from "./room_commands";

interface Door {
  readonly me: string | null;
  readonly waiting: Waiting | null;
  readonly knocks: readonly Knock[];
}

export abstract class RoomRights extends RoomCommands {
  hostId = $state("");
  /** My member id. */
  me = $state<string | null>(null);
  /** My role in this room. */
  role = $state<RoleName>("listener");
  settings = $state.raw<Settings>(NEW_SETTINGS);

  /** Who waits to be let in, for those who may. */
  knocks = $state.raw<readonly Knock[]>([]);
  /** Why the room does not open yet. */
  waiting = $state.raw<Waiting | null>(null);

  #told: readonly Knock[] | null = null;

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

  /** Who I am, and what is told of the door. */
  protected showDoor({ me, waiting, knocks }: Door): void {
    this.me = me;
    this.waiting = waiting;
    if (knocks === this.#told) return; // an answer given here may be ahead of it
    this.#told = knocks;
    this.knocks = knocks;
  }

  protected showRights(room: Room): void {
    this.hostId = room.hostId;
    this.settings = room.settings;
    this.role = roleOf(room, this.me);
  }
}
