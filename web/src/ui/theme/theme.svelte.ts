import { readableAccent } from "./accent";
import { calmGlow, type Ground } from "./glow";

export type ThemeChoice = "system" | "light" | "dark";

const STORAGE_KEY = "sonix.theme";
const SURFACES = {
  dark: ["#0e1015", "#161920", "#20242d"],
  light: ["#f5f3ef", "#ffffff", "#f0ede7"],
} as const;
/** The page's ground, what is written on it, and how strong light from the cover falls: as `tokens.css` says. */
export const GROUNDS: Readonly<Record<"dark" | "light", Ground>> = {
  dark: { ground: "#0e1015", texts: ["#f4f2ee", "#aab0bd"], share: 0.26 },
  light: { ground: "#f5f3ef", texts: ["#191a1f", "#575b66"], share: 0.2 },
};
const COLOURS_KEY = "sonix.cover_colours";
const PROPERTIES = ["--accent", "--on-accent", "--glow", "--glow-2", "--glow-3"] as const;
const NONE: CoverColours = { accent: null, palette: [] };

/** What a cover gives: its accent, and the colours it is made of, as `#rrggbb`. */
export interface CoverColours {
  readonly accent: string | null;
  readonly palette: readonly string[];
}

function storedChoice(): ThemeChoice {
  const value = read(STORAGE_KEY);
  return value === "light" || value === "dark" ? value : "system";
}

/** Light or dark (the system's, or the person's own choice), and the accent of what plays. */
export class Theme {
  choice = $state<ThemeChoice>("system");
  #systemLight = $state(false);
  /** Whether the page takes on the colours of what plays. */
  fromCover = $state(true);
  #cover: CoverColours = NONE;
  readonly resolved = $derived.by(() => {
    if (this.choice !== "system") return this.choice;
    return this.#systemLight ? "light" : "dark";
  });

  constructor() {
    this.choice = storedChoice();
    this.fromCover = read(COLOURS_KEY) !== "off";
    const media = matchMedia("(prefers-color-scheme: light)");
    this.#systemLight = media.matches;
    media.addEventListener("change", (event) => {
      this.#systemLight = event.matches;
      this.#paint();
    });
    this.#apply();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    this.#apply();
    write(STORAGE_KEY, choice === "system" ? null : choice);
  }

  chooseFromCover(on: boolean): void {
    this.fromCover = on;
    this.#paint();
    write(COLOURS_KEY, on ? null : "off");
  }

  /** Take the colours of artwork, or go back to the house's own with null. */
  setCover(cover: CoverColours | null): void {
    this.#cover = cover ?? NONE;
    this.#paint();
  }

  #apply(): void {
    const root = document.documentElement;
    if (this.choice === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = this.choice;
    this.#paint();
  }

  #paint(): void {
    const style = document.documentElement.style;
    const { accent: hex, palette } = this.fromCover ? this.#cover : NONE;
    const readable = hex === null ? null : readableAccent(hex, SURFACES[this.resolved]);
    if (hex === null || readable === null) {
      for (const property of PROPERTIES) style.removeProperty(property);
      return;
    }
    const glows = [hex, ...palette.filter((colour) => colour !== hex)].map(
      (colour) => calmGlow(colour, GROUNDS[this.resolved]) ?? hex,
    );
    style.setProperty("--accent", readable.accent);
    style.setProperty("--on-accent", readable.onAccent);
    style.setProperty("--glow", glows[0] ?? hex);
    style.setProperty("--glow-2", glows[1] ?? glows[0] ?? hex);
    style.setProperty("--glow-3", glows[2] ?? glows[0] ?? hex);
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // private windows may close their storage
  }
}

/** Where storage is closed it lasts as long as the page. */
function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    return;
  }
}
