const STEP_US = 5_000_000;
const PAGE_US = 30_000_000;

/** Where a key on the seek bar goes, in µs within the track; null for keys that mean nothing there. */
export function seekKey(key: string, positionUs: number, durationUs: number): number | null {
  const within = (target: number): number => Math.min(Math.max(0, target), Math.max(0, durationUs - 1));
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return within(positionUs + STEP_US);
    case "ArrowLeft":
    case "ArrowDown":
      return within(positionUs - STEP_US);
    case "PageUp":
      return within(positionUs + PAGE_US);
    case "PageDown":
      return within(positionUs - PAGE_US);
    case "Home":
      return 0;
    case "End":
      return within(durationUs);
    default:
      return null;
  }
}
