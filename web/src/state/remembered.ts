/** Numbers this browser keeps between visits. Storage may be closed to us (private windows): then the page remembers. */

/** The number kept under `key`, or `fallback` when there is none between `least` and `most`. */
export function readNumber(key: string, fallback: number, least: number, most: number): number {
  try {
    const text = globalThis.localStorage.getItem(key);
    const value = text === null ? NaN : Number(text);
    return value >= least && value <= most ? value : fallback;
  } catch {
    return fallback;
  }
}

export function writeNumber(key: string, value: number): void {
  try {
    globalThis.localStorage.setItem(key, String(value));
  } catch {
    // then it lasts as long as the page
  }
}
