import { readableAccent } from "./accent";

export type ThemeChoice = "system" | "light" | "dark";

const STORAGE_KEY = "sonix.theme";
const SURFACES = {
  dark: ["#0e1015", "#161920", "#20242d"],
  light: ["#f5f3ef", "#ffffff", "#f0ede7"],
} as const;
const ACCENT_PROPERTIES = ["--accent", "--on-accent", "--glow"] as const;

function storedChoice(): ThemeChoice {
  try {
    const value = localStorage.getItem(STORAGE_KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // private windows may close their storage
  }
}

/** Light or dark (the system's, or the person's own choice), and the accent of what plays. */
export class Theme {
  choice = $state<ThemeChoice>("system");
  #systemLight = $state(false);
  #accentHex: string | null = null;
  readonly resolved = $derived.by(() => {
    if (this.choice !== "system") return this.choice;
    return this.#systemLight ? "light" : "dark";
  });

  constructor() {
    this.choice = storedChoice();
    const media = matchMedia("(prefers-color-scheme: light)");
    this.#systemLight = media.matches;
    media.addEventListener("change", (event) => {
      this.#systemLight = event.matches;
      this.#paintAccent();
    });
    this.#apply();
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    this.#apply();
    try {
      if (choice === "system") localStorage.removeItem(STORAGE_KEY);
      else localStorage.setItem(STORAGE_KEY, choice);
    } catch {
      // then it lasts as long as the page
    }
  }

  /** Take the accent from artwork (`#rrggbb`), or go back to the house's own with null. */
  setAccent(hex: string | null): void {
    if (hex === this.#accentHex) return;
    this.#accentHex = hex;
    this.#paintAccent();
  }

  #apply(): void {
    const root = document.documentElement;
    if (this.choice === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = this.choice;
    this.#paintAccent();
  }

  #paintAccent(): void {
    const style = document.documentElement.style;
    const hex = this.#accentHex;
    const readable = hex === null ? null : readableAccent(hex, SURFACES[this.resolved]);
    if (hex === null || readable === null) {
      for (const property of ACCENT_PROPERTIES) style.removeProperty(property);
      return;
    }
    style.setProperty("--accent", readable.accent);
    style.setProperty("--on-accent", readable.onAccent);
    style.setProperty("--glow", hex);
  }
}
