import type { Translation } from "../words.svelte";

export const settings: Translation["settings"] = {
  appearance: "Aspecto",
  theme: "Tema",
  themes: { system: "Sistema", dark: "Oscuro", light: "Claro" },
  language: "Idioma",
  languageAuto: (language) => `El del navegador (${language})`,
  languageFailed: "No se pudo cargar ese idioma. Revisa la conexión e inténtalo de nuevo.",
};
