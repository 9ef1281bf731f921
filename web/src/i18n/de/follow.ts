import type { Translation } from "../words.svelte";

export const follow: Translation["follow"] = {
  on: "Sag mir, wenn er öffnet",
  off: "Sag mir nicht mehr, wenn er öffnet",
  willTell: (room) => `Du erfährst, wenn ${room} öffnet.`,
  needsTurningOn:
    "Du folgst diesem Raum. Schalte in den Einstellungen Mitteilungen ein, um zu erfahren, wenn er öffnet.",
  toSettings: "Einstellungen",
  noMore: (room) => `Du folgst ${room} nicht mehr.`,
};
