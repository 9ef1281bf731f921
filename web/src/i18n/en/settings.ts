/** Settings, and what this device is told to do. */
export const settings = {
  appearance: "Appearance",
  theme: "Theme",
  themes: { system: "System", dark: "Dark", light: "Light" },
  language: "Language",
  languageAuto: (language: string) => `This browser's (${language})`,
  languageFailed: "That language could not be loaded. Check your connection, then try again.",
};
