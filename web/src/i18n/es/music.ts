import type { Translation } from "../words.svelte";
import { count } from "./count";

export const music: Translation["music"] = {
  music: "Música",
  crossfade: "Fundido entre pistas",
  crossfadeOff: "No: una pista sigue a la otra sin pausa",
  crossfadeFor: (seconds) => count(seconds, { one: "# segundo", other: "# segundos" }),
  crossfadeHint:
    "Durante ese tiempo suenan dos pistas a la vez. No afecta a los álbumes en su orden, a los saltos ni a la repetición de una pista.",
  loudness: "El mismo volumen para",
  loudnessBy: { track: "Cada pista", album: "Cada álbum", off: "No igualar" },
  fallback: "Cuando se acabe la cola",
  fallbackHint: "Sonix tiene siempre tres pistas preparadas. Lo que añade la gente va primero.",
  fallbackOff: "La música se detiene",
  fallbackHistory: "Mezclar lo que ha sonado en esta sala",
  fallbackList: (name) => `Mezclar la lista «${name}»`,
  fallbackOther: "La lista de otra persona",
  ofTheRoom: "Música de la sala",
  keptGoing: "Sonix mantuvo la música en marcha",
  blendsIn: (seconds) =>
    count(seconds, {
      one: "La pista siguiente empieza # segundo antes de que acabe esta",
      other: "La pista siguiente empieza # segundos antes de que acabe esta",
    }),
};
