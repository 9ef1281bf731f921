import type { Translation } from "../words.svelte";

export const notify: Translation["notify"] = {
  title: "Mitteilungen",
  about: "Sonix kann dir etwas sagen, während keine seiner Seiten offen ist.",
  turnOn: "Mitteilungen einschalten",
  turnOff: "Ausschalten",
  mentions: "Jemand nennt mich im Chat",
  opened: "Ein Raum, dem ich folge, öffnet",
  openedHint: "Einem Raum folgst du in seinem Menü.",
  test: "Schick mir eine",
  testSent: "Ist unterwegs.",
  missing: "Dieser Browser hat keine Mitteilungen. Lege Sonix auf iPhone oder iPad zuerst auf den Home-Bildschirm.",
  insecure: "Nur eine sichere Seite darf Mitteilungen zeigen. Öffne Sonix unter seiner https-Adresse.",
  denied:
    "Diesem Browser wurde gesagt, von hier keine Mitteilungen zu zeigen. Ändern kannst du das in seinen Website-Einstellungen.",
};
