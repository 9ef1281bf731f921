import { translatedNames } from "../i18n/words.svelte";
import type { Api, Suggestions } from "../net/api";

type Asked = Pick<Api, "suggestions">;
type Chance = () => number;

/** Names to start with, in the language of the page. Rejects when the server has to be asked and does not answer. */
export async function suggestNames(api: Asked, chance: Chance = Math.random): Promise<Suggestions> {
  const said = translatedNames();
  if (said === null) return api.suggestions();
  const one = (of: string): string => {
    const list = of.split(/\s+/);
    return list[Math.floor(chance() * list.length)] ?? "";
  };
  return {
    guest_name: said.guest(one(said.moods), one(said.animals)),
    room_name: said.room(one(said.moods), one(said.places)),
  };
}

/** What somebody could be called; nothing when that cannot be had: then the field asks for a name. */
export async function suggestGuest(api: Asked): Promise<string> {
  return suggestNames(api).then(
    ({ guest_name }) => guest_name,
    () => "",
  );
}
