export type Shortcut =
  "toggle" | "back" | "forward" | "queueDown" | "queueUp" | "search" | "mute" | "fullscreen" | "help";

const KEYS: Readonly<Record<string, Shortcut>> = {
  " ": "toggle",
  ArrowLeft: "back",
  ArrowRight: "forward",
  j: "queueDown",
  k: "queueUp",
  "/": "search",
  m: "mute",
  f: "fullscreen",
  "?": "help",
};

/** For the help dialog, in the order people need them. */
export const SHORTCUT_WORDS: readonly { keys: string[]; words: string }[] = [
  { keys: ["Space"], words: "Play or pause for everyone" },
  { keys: ["←", "→"], words: "5 seconds back or on" },
  { keys: ["J", "K"], words: "Down or up in the queue" },
  { keys: ["Enter"], words: "Play the chosen track now" },
  { keys: ["Alt ↑", "Alt ↓"], words: "Move the chosen track" },
  { keys: ["Delete"], words: "Remove the chosen track" },
  { keys: ["/"], words: "Search for music to add" },
  { keys: ["M"], words: "Mute this device" },
  { keys: ["F"], words: "Full screen, screen stays on" },
  { keys: ["?"], words: "This list" },
];

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
