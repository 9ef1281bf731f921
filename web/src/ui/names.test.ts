import { afterEach, expect, it } from "vitest";
import { languageCodes } from "../i18n/languages";
import { Speech, translatedNames } from "../i18n/words.svelte";
import { suggestGuest, suggestNames } from "./names";

const server = { suggestions: () => Promise.resolve({ guest_name: "Quiet Heron", room_name: "Golden Attic" }) };
const LONGEST_NAME = 40;

const shelf = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
const speech = new Speech(
  () => shelf,
  () => [],
);
afterEach(() => speech.choose("en"));

it("are the server's in English", async () => {
  await speech.choose("en");
  expect((await suggestNames(server)).room_name).toBe("Golden Attic");
  expect(await suggestGuest({ suggestions: () => Promise.reject(new Error("offline")) })).toBe("");
});

it.each(languageCodes.filter((code) => code !== "en"))("come from the catalogue in %s", async (code) => {
  await speech.choose(code);
  const said = translatedNames();
  expect(said).not.toBeNull();
  for (const list of [said?.moods, said?.animals, said?.places]) {
    const words = list?.split(/\s+/) ?? [];
    expect(words.length).toBeGreaterThan(14);
    expect(new Set(words).size).toBe(words.length);
  }
  for (const chance of [0, 0.5, 0.9999]) {
    const { guest_name, room_name } = await suggestNames(server, () => chance);
    expect(guest_name).not.toMatch(/Heron|undefined|^\s|\s$/);
    expect([guest_name, room_name].every((name) => name.length > 2 && name.length <= LONGEST_NAME)).toBe(true);
  }
});
