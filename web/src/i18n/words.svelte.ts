import { en } from "./en";
import { isLanguage, LANGUAGES, localeOf, pickLanguage, type Language } from "./languages";

/** What a language says: every area and key of the English catalogue. */
export type Catalogue = typeof en;
/** A catalogue as it may be while the page grows: English stands where it says nothing. */
export type Translation = { [Area in keyof Catalogue]?: Partial<Catalogue[Area]> };

const STORAGE_KEY = "sonix.language";
/** One file each, fetched by those who read it. */
const LOADERS: Record<Exclude<Language, "en">, () => Promise<Translation>> = {
  de: () => import("./de").then(({ de }) => de),
  es: () => import("./es").then(({ es }) => es),
  ja: () => import("./ja").then(({ ja }) => ja),
  ar: () => import("./ar").then(({ ar }) => ar),
};

let catalogue = $state.raw<Catalogue>(en);

/** `words.room.queue`: the page's strings in the language of the moment. Read in a template or `$derived` they change with it. */
export const words: Catalogue = new Proxy(en, {
  get: (_, area) => catalogue[area as keyof Catalogue],
});

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Which language the page speaks: the browser's, or the one chosen here. Kept in this browser. */
export class Speech {
  /** What was chosen; "auto": what the browser asks for. */
  choice = $state<Language | "auto">("auto");
  /** What the page speaks, once its words have come. */
  language = $state<Language>("en");
  #wanted: Language = "en";
  readonly #shelf: () => Shelf;
  readonly #preferred: () => readonly string[];

  constructor(shelf: () => Shelf = () => localStorage, preferred: () => readonly string[] = () => navigator.languages) {
    this.#shelf = shelf;
    this.#preferred = preferred;
  }

  /** For `Intl`. */
  get locale(): string {
    return localeOf(this.language, this.#preferred());
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
    const said = wanted === "en" ? en : whole(await LOADERS[wanted]());
    if (this.#wanted !== wanted) return; // another was chosen meanwhile
    catalogue = said;
    this.language = wanted;
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

function whole(translation: Translation): Catalogue {
  const areas = Object.keys(en) as (keyof Catalogue)[];
  return Object.fromEntries(areas.map((area) => [area, { ...en[area], ...translation[area] }])) as Catalogue;
}
