import Ban from "@lucide/svelte/icons/ban";
import Copy from "@lucide/svelte/icons/copy";
import MessageSquareOff from "@lucide/svelte/icons/message-square-off";
import Pencil from "@lucide/svelte/icons/pencil";
import Reply from "@lucide/svelte/icons/reply";
import Trash from "@lucide/svelte/icons/trash-2";
import type { Said } from "../../core/protocol.gen";
import { words } from "../../i18n/chat";
import type { MenuItem } from "../parts/menuItem";

export interface Acts {
  readonly answer: (said: Said) => void;
  readonly copy: (said: Said) => void;
  readonly change: (said: Said) => void;
  readonly remove: (said: Said) => void;
  readonly mute: (said: Said) => void;
  readonly ban: (said: Said) => void;
}

export interface May {
  readonly write: boolean;
  readonly change: boolean;
  readonly remove: boolean;
  /** Who wrote it stands below. */
  readonly moderate: boolean;
}

/** What can be done with a message. */
export function messageMenu(said: Said, may: May, acts: Acts): MenuItem[] {
  if (said.deleted) return [];
  const item = (label: string, icon: MenuItem["icon"], act: (said: Said) => void, testid: string): MenuItem => ({
    label,
    ...(icon && { icon }),
    run: () => act(said),
    testid,
  });
  return [
    ...(may.write ? [item(words.chat.answer, Reply, acts.answer, "message-answer")] : []),
    item(words.chat.copy, Copy, acts.copy, "message-copy"),
    ...(may.change ? [item(words.chat.change, Pencil, acts.change, "message-change")] : []),
    ...(may.remove ? [{ ...item(words.chat.delete, Trash, acts.remove, "message-delete"), danger: true }] : []),
    ...(may.moderate
      ? [
          item(words.people.mute, MessageSquareOff, acts.mute, "message-mute"),
          { ...item(words.people.ban, Ban, acts.ban, "message-ban"), danger: true },
        ]
      : []),
  ];
}
