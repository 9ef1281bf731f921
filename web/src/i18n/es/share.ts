import type { Translation } from "../words.svelte";

export const share: Translation["share"] = {
  title: "Compartido con Sonix",
  where: "¿Para qué sala es?",
  nothing: "No ha llegado nada",
  nothingBody: "Comparte un archivo de música o un enlace desde otra aplicación y elige Sonix.",
  files: "Archivos",
  toLibrary: "Solo a mi biblioteca",
  startRoom: "Abrir una sala",
  openRoom: "Abrir esa sala",
  noMusic: "Ninguno de estos archivos es música.",
  linkHint: "Un enlace va al chat de la sala.",
  rooms: "Tus salas",
};
