import type { Translation } from "../words.svelte";
import { count } from "./count";

export const scrobbling: Translation["scrobbling"] = {
  title: "Scrobbeln",
  about: "Lass die Musik, die du hier hörst, bei anderen Diensten in deine eigene Liste schreiben.",
  counts: "Ein Titel zählt, wenn du ihn zur Hälfte oder vier Minuten gehört hast. Er braucht einen Interpreten.",
  guest: "Du bist zu Gast. Mit einem Konto geht das überall weiter, wo du dich anmeldest.",
  off: "Nicht verbunden",
  unavailable: "Auf diesem Sonix nicht eingerichtet. Das kann, wer es betreibt.",
  knownAs: (name) => `Verbunden als ${name}`,
  waiting: (plays) => count(plays, { one: "# Titel wartet", other: "# Titel warten" }),
  away: "Der Dienst ist gerade nicht zu erreichen. Was du hörst, wird aufgehoben und später geschickt.",
  refused: "Der Dienst nimmt die Verbindung nicht mehr an. Was du hörst, wird aufgehoben: Verbinde neu.",
  connect: "Verbinden",
  connectTo: (service) => `${service} verbinden`,
  connectAgain: "Neu verbinden",
  connected: (name) => `Verbunden als ${name}`,
  disconnect: "Trennen",
  disconnectAsk: (service) => `${service} trennen?`,
  disconnectText: "Dort wird nichts mehr aufgeschrieben. Was in deiner Liste dort steht, bleibt.",
  disconnectWaiting: (plays) =>
    count(plays, {
      one: "Dort wird nichts mehr aufgeschrieben, und # wartender Titel wird vergessen. Was in deiner Liste dort steht, bleibt.",
      other:
        "Dort wird nichts mehr aufgeschrieben, und # wartende Titel werden vergessen. Was in deiner Liste dort steht, bleibt.",
    }),
  disconnected: (service) => `${service} ist getrennt`,
  token: "User Token",
  tokenHint: "Du findest es in deinen Einstellungen bei ListenBrainz.",
  tokenPage: "Deine Einstellungen bei ListenBrainz öffnen",
  newTab: "öffnet einen neuen Tab",
  lastfmSteps: "Last.fm fragt dich, ob Sonix das darf. Erlaube es dort und komm dann zurück.",
  openLastfm: "Last.fm öffnen",
  allowed: "Ich habe es erlaubt",
  names: { listenbrainz: "ListenBrainz", lastfm: "Last.fm" },
};
