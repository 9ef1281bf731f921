import type { Translation } from "../words.svelte";
import { count } from "./count";

/** Steht, wo ein Name stünde. */
const YOU = "Du";
const has = (name: string): string => (name === YOU ? "Du hast" : `${name} hat`);
const is = (name: string): string => (name === YOU ? "Du bist" : `${name} ist`);

const track = (title: string, many: number): string =>
  many === 1 ? `„${title}“` : count(many, { one: "# Titel", other: "# Titel" });

export const chat: Translation["chat"] = {
  messages: "Nachrichten",
  empty: "Noch hat niemand etwas gesagt.",
  sayHello: "Sag Hallo: Alle im Raum lesen es.",
  off: "Der Chat ist in diesem Raum aus.",
  write: "Nachricht schreiben",
  placeholder: "Nachricht",
  send: "Senden",
  save: "Änderung speichern",
  tooLong: (left) => `${left} Zeichen zu lang`,
  mayNot: "Du darfst hier lesen, nicht schreiben.",
  mutedUntil: (when) => `Du bist hier bis ${when} stumm. Mitlesen kannst du weiter.`,
  muted: "Du bist hier stumm, bis jemand von der Moderation das beendet. Mitlesen kannst du weiter.",
  emoji: "Emoji wählen",
  emojiGroup: {
    faces: "Gesichter",
    hands: "Hände",
    hearts: "Herzen und Zeichen",
    party: "Feiern",
    music: "Musik",
    things: "Dinge",
  },
  offers: "Vorschläge",
  answering: (name) => `Antwort an ${name}`,
  changing: "Du änderst deine Nachricht",
  cancel: "Abbrechen",
  you: YOU,
  someone: "Jemand",
  gone: "Nachricht gelöscht",
  quotedGone: "eine Nachricht, die weg ist",
  toQuoted: (name) => `Zur Nachricht von ${name}`,
  edited: "geändert",
  more: (name) => (name === YOU ? "Mehr zu deiner Nachricht" : `Mehr zur Nachricht von ${name}`),
  answer: "Antworten",
  copy: "Kopieren",
  copied: "Kopiert",
  change: "Ändern",
  delete: "Löschen",
  deleteQuestion: "Diese Nachricht für alle löschen?",
  waiting: "Wartet aufs Senden",
  notSent: "Nicht gesendet",
  discard: "Verwerfen",
  writeAnew: "Neu schreiben",
  newMessages: "Neue Nachrichten",
  toEnd: "Zu den neuesten Nachrichten",
  older: "Ältere Nachrichten werden geladen",
  typingOne: (name) => `${name} schreibt …`,
  typingTwo: (one, other) => `${one} und ${other} schreiben …`,
  typingMany: "Mehrere Leute schreiben …",
  showDeeds: "Zeigen, was die Leute tun",
  hideDeeds: "Verbergen, was die Leute tun",
  fold: (many) => count(many, { one: "# Ereignis", other: "# Ereignisse" }),
  deed: {
    skipped: (name, title) => `${has(name)} „${title}“ übersprungen`,
    jumped: (name, title) => `${is(name)} zu „${title}“ gesprungen`,
    paused: (name) => `${has(name)} die Musik angehalten`,
    played: (name) => `${has(name)} die Musik gestartet`,
    added: (name, title, many) => `${has(name)} ${track(title, many)} hinzugefügt`,
    removed: (name, title, many) => `${has(name)} ${track(title, many)} entfernt`,
    sent_out: (name, whom) => `${has(name)} ${whom} aus dem Raum entfernt`,
    joined: (name) => `${is(name)} da`,
    left: (name) => `${is(name)} gegangen`,
    became_host: (name) => `${is(name)} jetzt Host`,
  },
};
