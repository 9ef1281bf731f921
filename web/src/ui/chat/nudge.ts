import { words } from "../../i18n/words.svelte";
import type { RoomState } from "../../state/room.svelte";
import type { Toasts } from "../parts/toasts.svelte";

const MOST_CHARS = 120;

/** Tells me that somebody named me, unless I have the chat in front of me. The answer ends it. */
export function listenForNames(room: RoomState, toasts: Toasts, onread: () => void): () => void {
  room.chat.onNamed = (said) => {
    if (room.chat.shown > 0 && !document.hidden) return;
    const text = said.text.length > MOST_CHARS ? `${said.text.slice(0, MOST_CHARS)}…` : said.text;
    const action = { label: words.room.readChat, run: onread };
    toasts.show(words.room.namedYou(said.name, text), room.chat.shown > 0 ? {} : { action });
  };
  room.chat.onRefused = (why) => toasts.problem(why);
  return () => {
    room.chat.onNamed = null;
    room.chat.onRefused = null;
  };
}
