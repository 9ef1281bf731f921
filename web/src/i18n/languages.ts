/** The languages of the page, each under its own name. A new one is a row here and a folder beside `en/`. */
export const LANGUAGES = {
  en: { name: "English", dir: "ltr" },
  de: { name: "Deutsch", dir: "ltr" },
  es: { name: "Español", dir: "ltr" },
  ja: { name: "日本語", dir: "ltr" },
  ar: { name: "العربية", dir: "rtl" },
} as const satisfies Record<string, { name: string; dir: "ltr" | "rtl" }>;

export type Language = keyof typeof LANGUAGES;

export const languageCodes = Object.keys(LANGUAGES) as Language[];

export const isLanguage = (code: string | null): code is Language => code !== null && code in LANGUAGES;

const baseOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";

/** The first of what a browser asks for that there is; English for everybody else. */
export function pickLanguage(preferred: readonly string[]): Language {
  return preferred.map(baseOf).find(isLanguage) ?? "en";
}

/** For `Intl`: the browser's own region where it has one for the language (en-GB, de-AT), and one kind of digits everywhere. */
export function localeOf(language: Language, preferred: readonly string[]): string {
  const tag = preferred.find((one) => baseOf(one) === language) ?? language;
  return new Intl.Locale(tag, { numberingSystem: "latn" }).toString();
}
