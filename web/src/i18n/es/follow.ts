import type { Translation } from "../words.svelte";

export const follow: Translation["follow"] = {
  on: "Avísame cuando abra",
  off: "No me avises cuando abra",
  willTell: (room) => `Te avisaremos cuando abra ${room}.`,
  needsTurningOn: "Sigues esta sala. Activa las notificaciones en Ajustes para saber cuándo abre.",
  toSettings: "Ajustes",
  noMore: (room) => `Ya no sigues ${room}.`,
};
