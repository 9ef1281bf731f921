/** Of the height of the window onto the lyrics: where the line that is sung stands. */
const EYE = 0.42;

/** Where to scroll to, so that a line stands where the eye is. */
export function placeOfLine(lineTopPx: number, lineHeightPx: number, windowPx: number): number {
  return Math.max(0, Math.round(lineTopPx + lineHeightPx / 2 - windowPx * EYE));
}

/** What a key does to somebody who reads: so many lines on, a page (they read by themselves then), or nothing. */
export function stepOf(key: string): number | "page" | null {
  if (key === "ArrowDown") return 1;
  if (key === "ArrowUp") return -1;
  return key === "PageDown" || key === "PageUp" || key === "Home" || key === "End" ? "page" : null;
}
