/** One bar: what it is about, how long it is, and what stands at its end. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly text: string;
}

/** What part of the longest bar each is, at least a sliver where there is anything. */
export function shares(bars: readonly Bar[]): number[] {
  const longest = Math.max(0, ...bars.map((bar) => bar.value));
  return bars.map((bar) => (longest === 0 || bar.value <= 0 ? 0 : Math.max(0.01, bar.value / longest)));
}

/** `text` cut to what fits, by a measure of it. */
export function fitted(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && !fits(`${letters.join("")}…`)) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
