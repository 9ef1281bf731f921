import type { en } from "./en";
import { first } from "./en/first";
import { isLanguage, LANGUAGES, localeOf, pickLanguage, type Language } from "./languages";

/** What every language says: all areas and keys of the English catalogue. */
export type Translation = typeof en;

const STORAGE_KEY = "sonix.language";
/** One file each, fetched by those who read it. */
const LOADERS: Record<Exclude<Language, "en">, () => Promise<Translation>> = {
  de: () => import("./de").then(({ de }) => de),
  es: () => import("./es").then(({ es }) => es),
  ja: () => import("./ja").then(({ ja }) => ja),
  ar: () => import("./ar").then(({ ar }) => ar),
};

/** The English that has been fetched. */
const english: Partial<Translation> = {};
/** What the page speaks instead. */
let spoken = $state.raw<Translation | null>(null);

/**
 * The page's strings in the language of the moment, in the areas given: `words.room.queue`. Read in a template or `$derived`
 * they change with it. Screens that are fetched by themselves bring the English of their area with them.
 */
export function wordsWith<Areas extends Partial<Translation>>(areas: Areas): typeof first & Areas {
  Object.assign(english, areas);
  return new Proxy({ ...first, ...areas }, { get: (_, area) => (spoken ?? english)[area as keyof Translation] });
}

export const words = wordsWith(first);

/** What the language has for a refusal; null in English, where the server's own sentence is the better one. */
export function translatedRefusal(code: string): string | null {
  const said: Readonly<Record<string, string>> = spoken?.refusals ?? {};
  return said[code] ?? null;
}

/** What the language makes names to start with out of; null in English, where the server does. */
export function translatedNames(): Translation["names"] | null {
  return spoken?.names ?? null;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Which language the page speaks: the browser's, or the one chosen here. Kept in this browser. */
export class Speech {
  /** What was chosen; "auto": what the browser asks for. */
  choice = $state<Language | "auto">("auto");
  /** What the page speaks, once its words have come. */
  language = $state<Language>("en");
  /** For `Intl`. */
  locale = $state("en");
  #wanted: Language = "en";
  readonly #shelf: () => Shelf;
  readonly #preferred: () => readonly string[];

  constructor(shelf: () => Shelf = () => localStorage, preferred: () => readonly string[] = () => navigator.languages) {
    this.#shelf = shelf;
    this.#preferred = preferred;
  }

  get dir(): "ltr" | "rtl" {
    return LANGUAGES[this.language].dir;
  }

  /** Takes up what was chosen before. Resolves when the words are there; without them the page speaks English. */
  async start(): Promise<void> {
    const kept = this.#kept();
    this.choice = isLanguage(kept) ? kept : "auto";
    await this.#speak().catch(() => undefined);
  }

  /** Rejects when the words cannot be fetched; then all stays as it was. */
  async choose(choice: Language | "auto"): Promise<void> {
    const before = this.choice;
    this.choice = choice;
    try {
      await this.#speak();
    } catch (error) {
      this.choice = before;
      throw error;
    }
    try {
      if (choice === "auto") this.#shelf().removeItem(STORAGE_KEY);
      else this.#shelf().setItem(STORAGE_KEY, choice);
    } catch {
      // private windows may close their storage: then it lasts as long as the page
    }
  }

  async #speak(): Promise<void> {
    const wanted = this.choice === "auto" ? pickLanguage(this.#preferred()) : this.choice;
    this.#wanted = wanted;
    const said = wanted === "en" ? null : await LOADERS[wanted]();
    if (this.#wanted !== wanted) return; // another was chosen meanwhile
    spoken = said;
    this.language = wanted;
    this.locale = localeOf(wanted, this.#preferred());
    if (typeof document === "undefined") return;
    const root = document.documentElement;
    [root.lang, root.dir] = [wanted, this.dir];
  }

  #kept(): string | null {
    try {
      return this.#shelf().getItem(STORAGE_KEY);
    } catch {
      return null;
    }
  }
}

/** The one that the page speaks. */
export const speech = new Speech();
