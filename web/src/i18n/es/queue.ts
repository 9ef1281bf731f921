import type { Translation } from "../words.svelte";
import { count } from "./count";

export const queue: Translation["queue"] = {
  queue: "Cola",
  bringBack: "Recuperar lo último que se quitó",
  clear: "Vaciar lo que viene",
  played: (many) => `Ya sonó · ${many}`,
  playingNow: "Sonando ahora",
  next: "Después",
  nothingAfter: "Después de esto no hay nada.",
  empty: "La cola está vacía.",
  addSome: "Añade música para que la sala siga.",
  hostAdds: "El anfitrión decide quién añade música aquí.",
  addedBy: "La añadió:",
  moveTrack: (title) => `Mover ${title}`,
  remove: "Quitar",
  addToPlaylist: "Añadir a una lista",
  saveQueue: "Guardar la cola como lista",
  saveHistory: "Guardar como lista",
  playNow: "Reproducir ya",
  playNext: "Poner a continuación",
  moveUp: "Subir",
  moveDown: "Bajar",
  nothingToPlay: "Aún no hay nada que reproducir.",
  playAgain: "Reproducir otra vez",
  removedOne: (title) => `Se quitó «${title}»`,
  removedMany: (many) => count(many, { one: "Se quitó # pista", other: "Se quitaron # pistas" }),
  dragging: (item, list) =>
    `Moviendo ${item} en ${list}. Usa las flechas para moverla y la barra espaciadora para soltarla.`,
  draggedTo: (item, list, place, all) => `${item} está en el puesto ${place} de ${all} en ${list}`,
  dragHow: "Ve a una canción con Tab y pulsa la barra espaciadora para moverla con las flechas.",
  dragNot: "En esta lista no se puede mover nada.",
};
