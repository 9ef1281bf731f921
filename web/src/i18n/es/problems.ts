import type { Translation } from "../words.svelte";

export const problems: Translation["problems"] = {
  tryAgain: "No ha funcionado. Inténtalo de nuevo.",
  tooMany: (wait) => `Demasiados intentos en poco tiempo. Espera ${wait} e inténtalo de nuevo.`,
  fitsIn: (wait) => `Podrás dentro de ${wait}.`,
  aMinute: "un minuto",
  unreachable: "No se puede conectar con Sonix. Revisa la conexión e inténtalo de nuevo.",
  itsOwn: "Sonix tiene un problema propio. Inténtalo de nuevo en un momento.",
  unheard: "Sin conexión: la sala no te oye.",
};
