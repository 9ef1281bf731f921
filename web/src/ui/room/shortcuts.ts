import { words } from "../../i18n/words.svelte";

export type Shortcut =
  "toggle" | "back" | "forward" | "queueDown" | "queueUp" | "search" | "mute" | "fullscreen" | "tv" | "help";

const KEYS: Readonly<Record<string, Shortcut>> = {
  " ": "toggle",
  ArrowLeft: "back",
  ArrowRight: "forward",
  j: "queueDown",
  k: "queueUp",
  "/": "search",
  m: "mute",
  f: "fullscreen",
  t: "tv",
  "?": "help",
};

/** For the help dialog, in the order people need them. */
export function shortcutWords(): { keys: string[]; words: string }[] {
  const { shortcuts, keys } = words.room;
  return [
    { keys: [keys.space], words: shortcuts.toggle },
    { keys: ["←", "→"], words: shortcuts.seek },
    { keys: ["J", "K"], words: shortcuts.walk },
    { keys: [keys.enter], words: shortcuts.choose },
    { keys: ["Alt ↑", "Alt ↓"], words: shortcuts.move },
    { keys: [keys.del], words: shortcuts.remove },
    { keys: ["/"], words: shortcuts.search },
    { keys: ["M"], words: shortcuts.mute },
    { keys: ["F"], words: shortcuts.fullscreen },
    { keys: ["T"], words: words.lyrics.tv },
    { keys: ["?"], words: shortcuts.help },
  ];
}

export interface PressedKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}

/** Keys that the focused control uses itself. */
export interface Focus {
  /** A text field or a select: every key is its own. */
  editing: boolean;
  /** A button, link or the like: Space presses it. */
  pressable: boolean;
  /** A slider or radio group: the arrows are its own. */
  arrows: boolean;
}

/** What a key means in a room, or null when it is not for us. */
export function shortcutFor(event: PressedKey, focus: Focus): Shortcut | null {
  if (event.ctrlKey || event.metaKey || event.altKey || focus.editing) return null;
  const shortcut = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (shortcut === undefined) return null;
  if (shortcut === "toggle" && (focus.pressable || event.repeat)) return null;
  if ((shortcut === "back" || shortcut === "forward") && focus.arrows) return null;
  return shortcut;
}

/** What the element that has the focus does with keys. */
export function focusOf(element: Element | null): Focus {
  const matches = (selector: string): boolean => element?.matches(selector) ?? false;
  const range = matches("input[type=range]");
  const radio = matches("input[type=radio], input[type=checkbox]");
  return {
    editing: (matches("input, textarea, select, [contenteditable]") && !range && !radio) || matches("[role=menuitem]"),
    pressable: matches("button, a, summary, [role=button]") || radio,
    arrows: range || radio || matches("[role=slider]"),
  };
}
