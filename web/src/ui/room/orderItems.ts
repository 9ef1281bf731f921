import Lock from "@lucide/svelte/icons/lock";
import LockOpen from "@lucide/svelte/icons/lock-open";
import Shield from "@lucide/svelte/icons/shield";
import { words } from "../../i18n/words.svelte";
import type { RoomState } from "../../state/room.svelte";
import type { MenuItem } from "../parts/menuItem";
import type { Toasts } from "../parts/toasts.svelte";

/** What keeps order in a room, in its menu: the lock, and what was done to whom. */
export function orderItems(room: RoomState, toasts: Toasts, onmoderation: () => void): MenuItem[] {
  const { doors } = room.settings;

  function turn(locked: boolean): void {
    room.configure({ doors: { ...room.settings.doors, locked } }).then(
      () => (locked ? toasts.undo(words.room.lockedNow, () => turn(false)) : toasts.show(words.room.unlockedNow)),
      (error: unknown) => toasts.problem(error),
    );
  }

  return [
    {
      label: doors.locked ? words.room.unlock : words.room.locked,
      icon: doors.locked ? LockOpen : Lock,
      run: () => turn(!doors.locked),
      disabled: !room.reachable,
      testid: "lock-room",
    },
    { label: words.room.moderation, icon: Shield, run: onmoderation, testid: "open-moderation" },
  ];
}
