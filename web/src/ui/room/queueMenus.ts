import ArrowDown from "@lucide/svelte/icons/arrow-down";
import ArrowUp from "@lucide/svelte/icons/arrow-up";
import ListPlus from "@lucide/svelte/icons/list-plus";
import ListStart from "@lucide/svelte/icons/list-start";
import Play from "@lucide/svelte/icons/play";
import Trash from "@lucide/svelte/icons/trash-2";
import { words } from "../../i18n/words.svelte";
import type { QueueEntry } from "../../core/protocol.gen";
import type { RoomState } from "../../state/room.svelte";
import { isRuled, mayJump, mayMove, mayPutNext, movableWith } from "../queue/queueMode";
import type { MenuItem } from "../parts/menuItem";
import { toPlaylist } from "../playlists/toPlaylist.svelte";
import type { RoomActions } from "./roomActions";

/** Who has the right may take out anything, everybody what they added themselves. */
function removals(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  const isMine = entry.added_by === room.session.user?.user_id;
  return room.can("remove_others") || isMine ? [removal(actions, entry)] : [];
}

function removal(actions: RoomActions, entry: QueueEntry): MenuItem {
  return {
    label: words.queue.remove,
    icon: Trash,
    danger: true,
    run: () => actions.remove(entry),
    testid: "entry-remove",
  };
}

/** A playlist is one's own: the room need not hear of it. */
function keeping(entry: QueueEntry): MenuItem {
  const run = (): void => toPlaylist.add([entry.track]);
  return { label: words.queue.addToPlaylist, icon: ListPlus, run, testid: "add-to-playlist" };
}

/** While the room cannot hear it nothing of it can be had. */
function heard(room: RoomState, items: MenuItem[]): MenuItem[] {
  return room.reachable ? items : items.map((item) => ({ ...item, disabled: true }));
}

export function upcomingItems(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  return [...heard(room, upcoming(room, actions, entry)), keeping(entry)];
}

function upcoming(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  const at = room.upcoming.findIndex((other) => other.entry_id === entry.entry_id);
  const now = { label: words.queue.playNow, icon: Play, run: () => actions.jump(entry), testid: "entry-play" };
  const next = {
    label: words.queue.playNext,
    icon: ListStart,
    run: () => void actions.move(entry, null),
    disabled: at <= 0 && !isRuled(room),
    testid: "entry-next",
  };
  return [
    ...(mayJump(room) ? [now] : []),
    ...(mayPutNext(room) ? [next] : []),
    ...(mayMove(room, entry) ? shifts(room, actions, entry) : []),
    ...removals(room, actions, entry),
  ];
}

/** Up and down among those it can change places with: in turns, one's own. */
function shifts(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  const movable = movableWith(room, entry);
  const at = movable.findIndex((other) => other.entry_id === entry.entry_id);
  return [
    {
      label: words.queue.moveUp,
      icon: ArrowUp,
      run: () => actions.shift(entry, -1),
      disabled: at <= 0,
      testid: "entry-up",
    },
    {
      label: words.queue.moveDown,
      icon: ArrowDown,
      run: () => actions.shift(entry, 1),
      disabled: at >= movable.length - 1,
      testid: "entry-down",
    },
  ];
}

export function currentItems(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  return [...heard(room, removals(room, actions, entry)), keeping(entry)];
}

export function playedItems(room: RoomState, actions: RoomActions, entry: QueueEntry): MenuItem[] {
  const again = { label: words.queue.playAgain, icon: Play, run: () => actions.jump(entry) };
  return [...heard(room, [...(mayJump(room) ? [again] : []), ...removals(room, actions, entry)]), keeping(entry)];
}
