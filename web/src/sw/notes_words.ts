import type { Language } from "../i18n/languages.ts";

/** What notifications say. Here and not in the page's catalogue: the worker may load nothing that a page loads. */
interface NoteWords {
  mention(by: string, room: string): string;
  opened(room: string): string;
  tapToListen: string;
  test: string;
  testBody: string;
}

export const NOTE_WORDS: Readonly<Record<Language, NoteWords>> = {
  en: {
    mention: (by, room) => `${by} in ${room}`,
    opened: (room) => `${room} is open`,
    tapToListen: "Somebody listens. Tap to listen along.",
    test: "Notifications work",
    testBody: "This is how Sonix tells you something.",
  },
  de: {
    mention: (by, room) => `${by} in ${room}`,
    opened: (room) => `${room} ist offen`,
    tapToListen: "Jemand hört zu. Tippe, um mitzuhören.",
    test: "Benachrichtigungen funktionieren",
    testBody: "So meldet sich Sonix bei dir.",
  },
  es: {
    mention: (by, room) => `${by} en ${room}`,
    opened: (room) => `${room} está abierta`,
    tapToListen: "Hay alguien escuchando. Toca para escuchar también.",
    test: "Las notificaciones funcionan",
    testBody: "Así te avisa Sonix.",
  },
  ja: {
    mention: (by, room) => `${room}：${by}`,
    opened: (room) => `${room} が開きました`,
    tapToListen: "誰かが聴いています。タップして一緒に聴きましょう。",
    test: "通知は届いています",
    testBody: "Sonix はこのようにお知らせします。",
  },
  ar: {
    mention: (by, room) => `${by} في ${room}`,
    opened: (room) => `فُتحت غرفة ${room}`,
    tapToListen: "هناك من يستمع الآن. انقر للاستماع معه.",
    test: "الإشعارات تعمل",
    testBody: "هكذا يخبرك Sonix بالجديد.",
  },
};
