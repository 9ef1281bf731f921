import type { Translation } from "../words.svelte";
import { count } from "./count";

export const closed: Translation["closed"] = {
  replaced: {
    title: "An zu vielen Stellen offen",
    text: "Du hast diesen Raum in mehr Tabs und auf mehr Geräten offen, als für eine Person geht, und dies war das erste. Hörst du hier, schließt sich das nächste.",
  },
  gone: {
    title: "Dieser Raum ist weg",
    text: "Der Host oder die Verwaltung hat ihn wohl geschlossen. Du kannst selbst einen Raum öffnen.",
  },
  updated: { title: "Sonix wurde erneuert", text: "Lade die Seite neu, um weiterzuhören." },
  expired: { title: "Bitte tritt noch einmal bei", text: "Dein Besuch ist abgelaufen. Ein Tippen genügt." },
  signedOut: {
    title: "Du wurdest abgemeldet",
    text: "Dieses Gerät wurde abgemeldet, hier oder auf einem anderen deiner Geräte. Du kannst wieder beitreten.",
  },
  banned: {
    title: "Du bist ausgeschlossen",
    text: "Die Verwaltung dieses Sonix hat deinen Besuch beendet. Frag nach, wenn du das für einen Irrtum hältst.",
  },
  removed: { title: "Du wurdest aus diesem Raum entfernt", text: "Du kannst wiederkommen, wenn er dir offensteht." },
  roomBanned: {
    title: "Du bist in diesem Raum gesperrt",
    text: "Der Host, oder wer dich gesperrt hat, kann dich wieder hereinlassen.",
  },
  locked: {
    title: "Dieser Raum ist abgeschlossen",
    text: "Gerade kommt niemand Neues hinein. Versuche es später noch einmal.",
  },
  notLetIn: { title: "Du wurdest nicht hereingelassen", text: "Nach einer Weile kannst du wieder anklopfen." },
  againIn: (minutes) =>
    count(minutes, {
      one: "In # Minute kannst du wieder anklopfen.",
      other: "In # Minuten kannst du wieder anklopfen.",
    }),
  nobodyOpened: {
    title: "Niemand hat geöffnet",
    text: "Vielleicht hat es niemand gesehen. Du kannst wieder anklopfen.",
  },
  reason: (reason) => `Grund: ${reason}`,
  knockAgain: "Noch einmal anklopfen",
  waiting: {
    title: (room) => `Du klopfst bei „${room}“ an`,
    text: "Jemand im Raum muss dich hereinlassen. Diese Seite geht von selbst hinein.",
    stop: "Nicht mehr warten",
  },
  left: { title: "Du hast den Raum verlassen", text: "Du kannst jederzeit wiederkommen." },
  other: { title: "Der Raum hat die Verbindung beendet", text: "Versuche, noch einmal beizutreten." },
  listenHere: "Hier hören",
  joinAgain: "Wieder beitreten",
};
