/** The emojis one can pick, and the names they are typed by (the same in every language). Fetched when somebody begins to write. */
import lists from "./emojis.json";

export interface Emoji {
  readonly char: string;
  readonly names: readonly string[];
}

export const GROUPS = ["faces", "hands", "hearts", "party", "music", "things"] as const;
export type Group = (typeof GROUPS)[number];

export function emojiOf(group: Group): readonly Emoji[] {
  return lists[group].map(([char = "", ...names]) => ({ char, names }));
}

export const ALL_EMOJI: readonly Emoji[] = GROUPS.flatMap(emojiOf);
