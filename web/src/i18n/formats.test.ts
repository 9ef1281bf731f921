import { afterAll, describe, expect, it, vi } from "vitest";
import { ageText, dateText } from "../ui/parts/time";
import { listText, numberText } from "./formats";
import type { Language } from "./languages";
import { speech } from "./words.svelte";

vi.stubGlobal("navigator", { languages: ["en-GB"] });
afterAll(async () => {
  await speech.choose("en");
  vi.unstubAllGlobals();
});

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const WRITTEN: [Language, string, string, string][] = [
  ["en", "1,234.5", "Ana, Ben and Cleo", "yesterday"],
  ["de", "1.234,5", "Ana, Ben und Cleo", "gestern"],
  ["es", "1234,5", "Ana, Ben y Cleo", "ayer"],
  ["ja", "1,234.5", "Ana、Ben、Cleo", "昨日"],
  ["ar", "1,234.5", "Ana وBen وCleo", "أمس"],
];

describe.each(WRITTEN)("in %s", (code, number, names, age) => {
  it("numbers, lists, ages and dates are written as the language does", async () => {
    await speech.choose(code);
    expect(numberText(1234.5, 1)).toBe(number);
    expect(listText(["Ana", "Ben", "Cleo"])).toBe(names);
    expect(ageText(new Date(NOW_MS - 86_400_000).toISOString(), NOW_MS)).toBe(age);
    const parts = new Intl.DateTimeFormat(speech.locale, { dateStyle: "medium", timeStyle: "short" });
    expect(dateText(NOW_MS / 1000)).toBe(parts.format(NOW_MS));
    expect(dateText(NOW_MS / 1000)).toMatch(/2026/);
  });
});
