import { describe, expect, it } from "vitest";
import { isLookedAt, pathWithin, readNote, shown, tabFor, type Note, type Tab } from "./notes.ts";
import { NOTE_WORDS } from "./notes_words.ts";

const NOTE: Note = { kind: "mention", room: "Kitchen", path: "/r/ABC234", by: "Ana", text: "@Ben hi", language: "en" };
const tab = (path: string | null, inFront = false): Tab => ({ path, inFront });

describe("a note", () => {
  it("says who, where and what, and leads to the room", () => {
    const { title, options } = shown(NOTE);
    const { path } = options.data;
    expect([title, options.body, path]).toEqual(["Ana in Kitchen", "@Ben hi", "/r/ABC234"]);
  });

  it.each(Object.keys(NOTE_WORDS))("speaks %s", (language) => {
    for (const kind of ["mention", "opened", "test"] as const) {
      const { title, options } = shown({ ...NOTE, kind, language });
      expect(title).not.toBe("");
      expect(options.body).not.toBe("");
      expect(options.dir).toBe(language === "ar" ? "rtl" : "ltr");
    }
  });

  it("speaks English where it does not know the language", () => {
    expect(shown({ ...NOTE, kind: "opened", language: "tlh" }).title).toBe("Kitchen is open");
  });

  it.each([null, 3, "x", {}, { kind: "other" }, { kind: 4 }] as unknown[])("is none: %j", (data) => {
    expect(readNote(data)).toBeNull();
  });

  it("is read whatever is missing in it", () => {
    expect(readNote({ kind: "opened", room: 4 })).toEqual({
      kind: "opened",
      room: "",
      path: "",
      by: "",
      text: "",
      language: "",
    });
  });

  it.each(["https://elsewhere.test/", "//elsewhere.test", "javascript:alert(1)", "/r/ABC?x=1", "", null])(
    "leads nowhere else: %s",
    (path) => {
      expect(pathWithin(path)).toBe("/");
    },
  );

  it("brings the tab to the front that shows the room, else any", () => {
    const tabs = [tab("/library"), tab("/r/ABC234")];
    expect(tabFor(tabs, "/r/ABC234")).toBe(tabs[1]);
    expect(tabFor(tabs, "/r/ZZZ999")).toBe(tabs[0]);
    expect(tabFor<Tab>([], "/r/ABC234")).toBeUndefined();
  });

  it("is not shown to whoever looks at the room", () => {
    expect(isLookedAt([tab("/r/ABC234", true)], "/r/ABC234")).toBe(true);
    expect(isLookedAt([tab("/r/ABC234")], "/r/ABC234")).toBe(false);
    expect(isLookedAt([tab("/library", true)], "/r/ABC234")).toBe(false);
  });
});
