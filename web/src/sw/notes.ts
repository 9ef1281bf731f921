/** What the service worker shows when the server tells it something. Pure, so that it can be tested. */
import type { Language } from "../i18n/languages.ts";
import { NOTE_WORDS } from "./notes_words.ts";

/** As the server sends it (`sonix.push.notes.Note`). */
export interface Note {
  readonly kind: "mention" | "opened" | "test";
  readonly room: string;
  readonly path: string;
  readonly by: string;
  readonly text: string;
  readonly language: string;
}

export interface Shown {
  readonly title: string;
  readonly options: Omit<NotificationOptions, "data"> & {
    readonly renotify: true;
    readonly data: { readonly path: string };
  };
}

const ICON = "/icon-192.png";
const KINDS = new Set(["mention", "opened", "test"]);
const FIELDS = ["room", "path", "by", "text", "language"] as const;

/** Null for what is no note: a push service lets through whatever the server's key has signed, of older versions too. */
export function readNote(data: unknown): Note | null {
  if (typeof data !== "object" || data === null || !("kind" in data) || !KINDS.has(String(data.kind))) return null;
  const found: Record<string, unknown> = { ...data };
  const texts = FIELDS.map((name) => [name, typeof found[name] === "string" ? found[name] : ""]);
  return { kind: String(found["kind"]), ...(Object.fromEntries(texts) as object) } as Note;
}

/** A title and what stands under it, in the language that was asked for when notifications were turned on. */
export function shown(note: Note): Shown {
  const words = NOTE_WORDS[isSpoken(note.language) ? note.language : "en"];
  const [title, body] = {
    mention: [words.mention(note.by, note.room), note.text],
    opened: [words.opened(note.room), words.tapToListen],
    test: [words.test, words.testBody],
  }[note.kind];
  return {
    title: title ?? note.room,
    options: {
      body: body ?? "",
      tag: `${note.kind} ${note.path}`,
      renotify: true, // a second mention takes the place of the first, and is heard as well
      icon: ICON,
      badge: ICON,
      lang: note.language,
      dir: note.language === "ar" ? "rtl" : "ltr",
      data: { path: pathWithin(note.path) },
    },
  };
}

/** Not the page's own check: a chunk that worker and page share is one that the worker cannot load. */
const isSpoken = (language: string): language is Language => Object.hasOwn(NOTE_WORDS, language);

/** A note leads to a page of this Sonix and nowhere else. */
export function pathWithin(path: unknown): string {
  return typeof path === "string" && /^\/[\w/-]*$/.test(path) && !path.startsWith("//") ? path : "/";
}

/** A page, as the worker sees it; `path` null when it does not say. */
export interface Tab {
  readonly path: string | null;
  readonly inFront: boolean;
}

/** Which tab a tap brings to the front: the one that shows the place, else any. Undefined: a new one. */
export function tabFor<Kind extends Tab>(tabs: readonly Kind[], path: string): Kind | undefined {
  return tabs.find((tab) => tab.path === path) ?? tabs[0];
}

/** Whoever has the room in front of them has seen it there. */
export function isLookedAt(tabs: readonly Tab[], path: string): boolean {
  return tabs.some((tab) => tab.inFront && tab.path === path);
}
