import { afterEach, describe, expect, it } from "vitest";
import { localeOf, pickLanguage } from "./languages";
import { countIn } from "./plural";
import { words } from "./settings";
import { Speech } from "./words.svelte";

function shelf() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

afterEach(() => new Speech(shelf, () => []).choose("en"));

describe("the page's language", () => {
  it("is the first that the browser asks for and there is", async () => {
    expect(pickLanguage(["fr-FR", "de-AT", "en"])).toBe("de");
    expect(pickLanguage(["tlh"])).toBe("en");
    const speech = new Speech(shelf, () => ["ar-EG"]);
    await speech.start();
    expect([speech.language, speech.dir, words.settings.language]).toEqual(["ar", "rtl", "اللغة"]);
  });

  it("is the chosen one on the next visit", async () => {
    const browser = shelf();
    await new Speech(
      () => browser,
      () => ["en"],
    ).choose("de");
    const later = new Speech(
      () => browser,
      () => ["en"],
    );
    await later.start();
    expect([later.choice, later.language, words.settings.language]).toEqual(["de", "de", "Sprache"]);
    await later.choose("auto");
    expect([later.language, browser.kept.size]).toEqual(["en", 0]);
  });

  it("is the last chosen, whichever comes first", async () => {
    const speech = new Speech(shelf, () => []);
    await Promise.all([speech.choose("ja"), speech.choose("en")]);
    expect([speech.language, words.settings.language]).toEqual(["en", "Language"]);
  });

  it("writes dates as the browser's region does, in one kind of digits", () => {
    expect(localeOf("en", ["de", "en-GB"])).toBe("en-GB-u-nu-latn");
    expect(localeOf("ar", [])).toBe("ar-u-nu-latn");
  });
});

describe("counting", () => {
  it("takes the form that the language has for a number", () => {
    const arabic = countIn("ar");
    const forms = { zero: "none", one: "one", two: "two", few: "# few", many: "# many", other: "# other" };
    expect([0, 1, 2, 3, 11, 100].map((count) => arabic(count, forms))).toEqual([
      "none",
      "one",
      "two",
      "3 few",
      "11 many",
      "100 other",
    ]);
    const english = countIn("en");
    expect([0, 1, 2, 1200].map((count) => english(count, { one: "# track", other: "# tracks" }))).toEqual([
      "0 tracks",
      "1 track",
      "2 tracks",
      "1,200 tracks",
    ]);
  });
});
