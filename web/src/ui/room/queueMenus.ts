import ArrowDown from "@lucide/svelte/icons/arrow-down";
import ArrowUp from "@lucide/svelte/icons/arrow-up";
import ListStart from "@lucide/svelte/icons/list-start";
import Play from "@lucide/svelte/icons/play";
import Trash from "@lucide/svelte/icons/trash-2";
import type { QueueEntry } from "../../core/protocol.gen";
import type { RoomState } from "../../state/room.svelte";
import type { MenuItem } from "../parts/menuItem";
import type { RoomActions } from "./roomActions";

/** Whoever steers may take out anything, everybody what they added themselves. */
function removals(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  const isMine = entry.added_by === room.session.user?.user_id;
  return room.canControl || isMine ? [removal(actions, entry)] : [];
}

function removal(actions: RoomActions, entry: QueueEntry): MenuItem {
  return { label: "Remove", icon: Trash, danger: true, run: () => actions.remove(entry), testid: "entry-remove" };
}

/** While the room cannot hear it nothing of it can be had. */
function heard(room: RoomState, items: MenuItem[]): MenuItem[] {
  return room.reachable ? items : items.map((item) => ({ ...item, disabled: true }));
}

export function upcomingItems(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  return heard(room, upcoming(room, actions, entry));
}

function upcoming(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  if (!room.canControl) return removals(room, actions, entry);
  const at = room.upcoming.findIndex((other) => other.entry_id === entry.entry_id);
  return [
    { label: "Play now", icon: Play, run: () => actions.jump(entry), testid: "entry-play" },
    {
      label: "Play next",
      icon: ListStart,
      run: () => void actions.move(entry, null),
      disabled: at <= 0,
      testid: "entry-next",
    },
    { label: "Move up", icon: ArrowUp, run: () => actions.shift(entry, -1), disabled: at <= 0, testid: "entry-up" },
    {
      label: "Move down",
      icon: ArrowDown,
      run: () => actions.shift(entry, 1),
      disabled: at >= room.upcoming.length - 1,
      testid: "entry-down",
    },
    removal(actions, entry),
  ];
}

export function currentItems(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  return heard(room, removals(room, actions, entry));
}

export function playedItems(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  if (!room.canControl) return heard(room, removals(room, actions, entry));
  return heard(room, [{ label: "Play again", icon: Play, run: () => actions.jump(entry) }, removal(actions, entry)]);
}
