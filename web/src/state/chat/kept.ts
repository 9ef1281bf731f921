/** What the chat keeps in this browser between visits, by room code: bounded, and forgotten where storage is closed to us. */

type Shelf = Pick<Storage, "getItem" | "setItem">;

const MOST_ROOMS = 50;

export const WAITING_KEY = "sonix.chat.waiting";
export const DRAFTS_KEY = "sonix.chat.drafts";

/** Somebody signs out here: what they did not send must not go out in the name of whoever comes next. */
export function forgetUnsent(shelf: () => Pick<Storage, "removeItem"> = () => localStorage): void {
  try {
    for (const key of [WAITING_KEY, DRAFTS_KEY]) shelf().removeItem(key);
  } catch {
    // closed storage has kept nothing
  }
}

/** One kind of value by room code; the room used last comes last. */
export class KeptByRoom<Value> {
  readonly #key: string;
  readonly #isValue: (value: unknown) => value is Value;
  readonly #shelf: () => Shelf;

  constructor(key: string, isValue: (value: unknown) => value is Value, shelf: () => Shelf = () => localStorage) {
    this.#key = key;
    this.#isValue = isValue;
    this.#shelf = shelf;
  }

  get(code: string): Value | null {
    const value = this.#read().find(([known]) => known === code)?.[1];
    return this.#isValue(value) ? value : null;
  }

  /** Null forgets it. */
  set(code: string, value: Value | null): void {
    const others = this.#read().filter(([known]) => known !== code);
    const all = value === null ? others : [...others, [code, value] as const];
    try {
      this.#shelf().setItem(this.#key, JSON.stringify(Object.fromEntries(all.slice(-MOST_ROOMS))));
    } catch {
      // then it lasts as long as the page
    }
  }

  #read(): readonly (readonly [string, unknown])[] {
    try {
      const stored = JSON.parse(this.#shelf().getItem(this.#key) ?? "{}") as unknown;
      return typeof stored === "object" && stored !== null ? Object.entries(stored) : [];
    } catch {
      return [];
    }
  }
}
