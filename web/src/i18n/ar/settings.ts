import type { Translation } from "../words.svelte";

export const settings: Translation["settings"] = {
  appearance: "المظهر",
  theme: "السمة",
  themes: { system: "النظام", dark: "داكن", light: "فاتح" },
  language: "اللغة",
  languageAuto: (language) => `لغة المتصفح (${language})`,
  languageFailed: "تعذّر تحميل هذه اللغة. تحقّق من اتصالك ثم أعد المحاولة.",
};
