import { afterEach, describe, expect, it, vi } from "vitest";
import { en } from "./en";
import { languageCodes, type Language } from "./languages";
import type { Forms } from "./plural";

type Node = Readonly<Record<string, unknown>>;
type Say = (...values: readonly unknown[]) => string;

/** What `count` was asked for since the last look: the language, the number and the wordings it could choose from. */
const { counted } = vi.hoisted(() => ({ counted: [] as { locale: string; count: number; forms: Forms }[] }));
vi.mock(import("./plural"), async (original) => {
  const { countIn } = await original();
  return {
    countIn: (locale: string) => {
      const count = countIn(locale);
      return (many: number, forms: Forms) => {
        counted.push({ locale, count: many, forms });
        return count(many, forms);
      };
    },
  };
});
afterEach(() => void counted.splice(0));

const LOADERS: Record<Language, () => Promise<Node>> = {
  en: () => Promise.resolve(en),
  de: () => import("./de").then(({ de }) => de as Node),
  es: () => import("./es").then(({ es }) => es as Node),
  ja: () => import("./ja").then(({ ja }) => ja as Node),
  ar: () => import("./ar").then(({ ar }) => ar as Node),
};

const isTable = (value: unknown): value is Node => typeof value === "object" && value !== null;
/** "room.queue" and what stands there, of every key that is no table. */
function leaves(node: Node, path = ""): [string, unknown][] {
  return Object.entries(node).flatMap(([key, value]) =>
    isTable(value) ? leaves(value, `${path}${key}.`) : [[path + key, value] as [string, unknown]],
  );
}

/** Stands for the parameter of that place: a name when it is written, a number when it is counted with, or a list. */
const marker = (place: number) => ({
  [Symbol.toPrimitive]: (hint: string) => (hint === "number" ? 50_001 + place : `‹${place}›`),
  join: () => `‹${place}›`,
});
const MOST_PARAMETERS = 5;
const markers = Array.from({ length: MOST_PARAMETERS }, (_, place) => marker(place));
const numbers = markers.map((_, place) => Object.assign(50_001 + place, { join: () => `‹${place}›` }));

/** The places of the parameters that are found in what it says. */
function told(say: Say): Set<number> {
  const texts = [say(...markers), say(...numbers)];
  const digits = texts.map((text) => text.replace(/\D/g, " ")).join(" ");
  const compact = texts.map((text) => text.replace(/(\d)\D(?=\d{3})/g, "$1")).join(" ");
  return new Set(
    [...markers.keys()].filter(
      (place) => compact.includes(`‹${place}›`) || `${compact} ${digits}`.includes(`5000${place + 1}`),
    ),
  );
}

/** What the sound engine says is English; the other languages have their own words for it. */
const OWN_WORDS = /^playing\.problems\./;

const whole = new Map(leaves(en));

describe.each(languageCodes.filter((code) => code !== "en"))("the catalogue in %s", (code) => {
  it("says all that English says, and nothing else", async () => {
    const said = new Map(leaves(await LOADERS[code]()));
    expect([...whole.keys()].filter((key) => typeof said.get(key) !== typeof whole.get(key))).toEqual([]);
    expect([...said.keys()].filter((key) => !whole.has(key))).toEqual([]);
  });

  it("leaves no sentence in English", async () => {
    const kept = leaves(await LOADERS[code]()).filter(
      ([key, value]) => typeof value === "string" && value === whole.get(key) && value.split(" ").length > 2,
    );
    expect(kept.filter(([key]) => !/^certificate\./.test(key))).toEqual([]);
    expect(leaves(await LOADERS[code]()).filter(([key, value]) => value === "" && whole.get(key) !== "")).toEqual([]);
  });

  it("tells every name and number that English tells", async () => {
    const said = leaves(await LOADERS[code]()).filter(
      (leaf): leaf is [string, Say] => typeof leaf[1] === "function" && !OWN_WORDS.test(leaf[0]),
    );
    const lost = said.filter(([key, say]) => {
      const here = told(say);
      return [...told(whole.get(key) as Say)].some((place) => !here.has(place));
    });
    expect(lost.map(([key]) => key)).toEqual([]);
  });
});

describe.each(languageCodes)("counting in %s", (code) => {
  it("has a wording of its own for each form that the language has", async () => {
    const rules = new Intl.PluralRules(code);
    const without = new Set<string>();
    for (const [key, say] of leaves(await LOADERS[code]())) {
      if (typeof say !== "function") continue;
      for (const many of [0, 1, 2, 3, 11, 100]) {
        (say as Say)(...markers.map(() => many));
        for (const { count, forms } of counted.splice(0)) {
          const form = rules.select(count);
          if (forms[form] === undefined && !(count < 3 && [forms.zero, forms.one, forms.two][count]))
            without.add(`${key}: ${form}`);
        }
      }
    }
    expect([...without]).toEqual([]);
  });
});
