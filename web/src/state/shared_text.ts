/** A text that another app has shared, on its way into a room's chat: the composer of that room takes it up once. */
const KEY = "sonix.shared-text";

interface Waiting {
  code: string;
  text: string;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export function leaveText(code: string, text: string, shelf: Shelf = sessionStorage): void {
  try {
    shelf.setItem(KEY, JSON.stringify({ code, text } satisfies Waiting));
  } catch {
    // private windows may close their storage: then the text has to be typed
  }
}

/** Null when nothing waits for this room. */
export function takeText(code: string, shelf?: Shelf): string | null {
  const text = waitingText(code, shelf);
  if (text !== null) (shelf ?? sessionStorage).removeItem(KEY);
  return text;
}

/** The same, and it waits on. */
export function waitingText(code: string, shelf?: Shelf): string | null {
  try {
    const waiting = JSON.parse((shelf ?? sessionStorage).getItem(KEY) ?? "null") as Partial<Waiting> | null;
    return waiting?.code === code && typeof waiting.text === "string" ? waiting.text : null;
  } catch {
    return null;
  }
}
