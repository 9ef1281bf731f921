import type { Translation } from "../words.svelte";

export const join: Translation["join"] = {
  hostedBy: (host, who) => `Host: ${host} · ${who}`,
  nobodyListens: "noch hört niemand zu",
  knockFirst: "Du klopfst an, und jemand im Raum lässt dich herein.",
  lockedNow: "Dieser Raum ist abgeschlossen: Nur Mitglieder kommen hinein.",
  nothingPlays: "Es läuft noch nichts.",
  join: "Beitreten und hören",
  joining: "Tritt bei …",
  tags: "Schlagwörter",
  past: "Was hier lief",
  roomPassword: "Passwort dieses Raums",
  hasPassword: "Dieser Raum hat ein Passwort. Frag, wer dich eingeladen hat.",
  opensAt: (when) => `Öffnet ${when}`,
  opensIn: "Öffnet in",
  joinThen: "Beitreten, wenn er öffnet",
  waiting: "Du bist drin, sobald er öffnet. Lass diese Seite vorne.",
  noWaiting: "Nicht warten",
  toCalendar: "In den Kalender",
  remote: "Nur steuern, kein Ton hier",
  insecure: "Diese Seite ist nicht sicher.",
  insecureLink: "Öffne die sichere Seite, um genau im Takt zu sein.",
  otherCode: "Anderen Code eingeben",
  noRoom: "Diesen Raum gibt es nicht",
  noRoomText: (code) =>
    `Kein Raum hat den Code ${code}. Frag nach, wer dich eingeladen hat: Vielleicht ist er vertippt, oder der Raum ist weg.`,
  tooMany: "Zu viele Versuche",
  tooManyText: (wait) => `Damit Räume privat bleiben, kann man nur wenige Codes pro Minute versuchen. ${wait}`,
  notOpened: "Der Raum ging nicht auf",
  unreachable: "Sonix ist nicht zu erreichen",
  unreachableText:
    "Prüfe, ob du online bist und, bei einem Server zu Hause, im selben Netz. Versuche es dann noch einmal.",
};
