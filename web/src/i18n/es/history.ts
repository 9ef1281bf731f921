import type { Translation } from "../words.svelte";
import { count } from "./count";

export const history: Translation["history"] = {
  views: "Qué ver",
  played: "Ha sonado",
  evenings: "Noches",
  top: "Lo más oído",
  noEvenings: "Aún no hay noches. Cuando haya sonado música aquí, verás la lista de cada noche.",
  evening: (tracks, people) => `${tracks} · ${people}`,
  people: (many) => count(many, { one: "# persona", other: "# personas" }),
  plays: (many) => count(many, { one: "# reproducción", other: "# reproducciones" }),
  ever: "Todas las noches",
  nothing: "En este tiempo no sonó nada.",
  sum: (plays, airtime, people) => `${plays} · ${airtime} de música · ${people}`,
  topTracks: "Lo que más ha sonado",
  airtime: "De quién era la música",
  presence: "Quién estuvo",
  title: "Título",
  person: "Persona",
  times: "Veces",
  time: "Tiempo",
  asTable: "Como tabla",
  share: "Compartir como imagen",
  saved: "La imagen está guardada.",
  failedPicture: "No se pudo crear la imagen. Inténtalo de nuevo.",
};
