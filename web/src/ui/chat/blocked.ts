const MOST_WORDS = 50;
const MOST_CHARS = 30;

/** The words somebody typed between commas, each once. */
export function blockedFrom(text: string): readonly string[] {
  const words = text.split(",").map((word) => word.trim().slice(0, MOST_CHARS).trim());
  return [...new Set(words.filter((word) => word !== ""))].slice(0, MOST_WORDS);
}
