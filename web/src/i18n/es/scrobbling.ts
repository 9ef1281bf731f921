import type { Translation } from "../words.svelte";
import { count } from "./count";

export const scrobbling: Translation["scrobbling"] = {
  title: "Scrobbling",
  about: "Haz que la música que oyes aquí se anote en tu propia lista de otros servicios.",
  counts: "Una pista cuenta cuando has oído la mitad, o cuatro minutos. Necesita un artista.",
  guest: "Estás aquí sin cuenta. Con una, esto sigue dondequiera que inicies sesión.",
  off: "Sin conectar",
  unavailable: "No está configurado en este Sonix. Puede hacerlo quien lo administra.",
  knownAs: (name) => `Conectado como ${name}`,
  waiting: (plays) => count(plays, { one: "# escucha por enviar", other: "# escuchas por enviar" }),
  away: "No se puede llegar al servicio ahora. Lo que oyes se guarda y se envía después.",
  refused: "El servicio ya no acepta la conexión. Lo que oyes se guarda: conéctalo de nuevo.",
  connect: "Conectar",
  connectTo: (service) => `Conectar ${service}`,
  connectAgain: "Conectar de nuevo",
  connected: (name) => `Conectado como ${name}`,
  disconnect: "Desconectar",
  disconnectAsk: (service) => `¿Desconectar ${service}?`,
  disconnectText: "Allí no se anota nada más. Lo que está en tu lista de allí se queda.",
  disconnectWaiting: (plays) =>
    count(plays, {
      one: "Allí no se anota nada más, y se olvida # escucha por enviar. Lo que está en tu lista de allí se queda.",
      other: "Allí no se anota nada más, y se olvidan # escuchas por enviar. Lo que está en tu lista de allí se queda.",
    }),
  disconnected: (service) => `${service} está desconectado`,
  token: "Token de usuario",
  tokenHint: "Está en tus ajustes de ListenBrainz.",
  tokenPage: "Abrir tus ajustes de ListenBrainz",
  newTab: "se abre en otra pestaña",
  lastfmSteps: "Last.fm te pregunta si Sonix puede hacerlo. Permítelo allí y vuelve.",
  openLastfm: "Abrir Last.fm",
  allowed: "Ya lo he permitido",
  names: { listenbrainz: "ListenBrainz", lastfm: "Last.fm" },
};
