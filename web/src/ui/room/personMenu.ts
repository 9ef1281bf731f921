import Ban from "@lucide/svelte/icons/ban";
import Crown from "@lucide/svelte/icons/crown";
import Disc3 from "@lucide/svelte/icons/disc-3";
import DoorOpen from "@lucide/svelte/icons/door-open";
import MessageSquare from "@lucide/svelte/icons/message-square";
import MessageSquareOff from "@lucide/svelte/icons/message-square-off";
import Shield from "@lucide/svelte/icons/shield";
import User from "@lucide/svelte/icons/user";
import type { MemberRole, RoleName } from "../../core/protocol.gen";
import { outranks } from "../../core/roles";
import { words } from "../../i18n/words.svelte";
import type { Person, RoomState } from "../../state/room.svelte";
import type { Measure } from "../moderation/measure";
import type { MenuItem } from "../parts/menuItem";

export const ROLE_ICONS = { host: Crown, cohost: Shield, dj: Disc3, listener: User } as const;
const ROLES: readonly MemberRole[] = ["cohost", "dj", "listener"];

/** What can be done to somebody from their row. */
export interface PersonActs {
  handOver(person: Person): void;
  setRole(person: Person, role: MemberRole): void;
  measure(measure: Measure): void;
  unmute(person: Person): void;
}

export const roleOfPerson = (person: Person): RoleName => (person.isHost ? "host" : person.role);

/** Whether there is anything that may be done to somebody. */
export function hasMenu(room: RoomState, person: Person): boolean {
  if (person.isMe || room.isHost) return !person.isMe;
  return (room.can("appoint") || room.can("moderate")) && outranks(room.role, roleOfPerson(person));
}

/** The menu of a person: what one's own rights and rank allow, in the order of how grave it is. */
export function personItems(room: RoomState, person: Person, acts: PersonActs): MenuItem[] {
  if (person.isMe) return [];
  const isBelow = outranks(room.role, roleOfPerson(person));
  const items = [
    ...(room.isHost ? [handingOver(person, acts)] : []),
    ...(room.can("appoint") && isBelow ? roles(room, person, acts) : []),
    ...(room.can("moderate") && isBelow ? measures(room, person, acts) : []),
  ];
  return room.reachable ? items : items.map((item) => ({ ...item, disabled: true }));
}

function handingOver(person: Person, acts: PersonActs): MenuItem {
  return { label: words.people.makeHost, icon: Crown, run: () => acts.handOver(person), testid: "hand-over" };
}

function roles(room: RoomState, person: Person, acts: PersonActs): MenuItem[] {
  return ROLES.filter((role) => role !== person.role && outranks(room.role, role)).map((role) => ({
    label: words.people.makeRole[role],
    icon: ROLE_ICONS[role],
    run: () => acts.setRole(person, role),
    testid: `make-${role}`,
  }));
}

function measures(room: RoomState, person: Person, acts: PersonActs): MenuItem[] {
  const { mute, unmute, remove, ban } = words.people;
  const voice = isMuted(room, person)
    ? { label: unmute, icon: MessageSquare, run: () => acts.unmute(person), testid: "unmute" }
    : {
        label: mute,
        icon: MessageSquareOff,
        run: () => acts.measure({ kind: "mute", person }),
        testid: "mute-person",
      };
  return [
    voice,
    {
      label: remove,
      icon: DoorOpen,
      danger: true,
      run: () => acts.measure({ kind: "remove", person }),
      testid: "remove-person",
    },
    { label: ban, icon: Ban, danger: true, run: () => acts.measure({ kind: "ban", person }), testid: "ban-person" },
  ];
}

export function isMuted(room: RoomState, person: Person): boolean {
  return person.muted_until_us > room.nowUs();
}
