import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { visibleEnglish } from "../../build/visible_english.ts";
import { en } from "./en";

const SRC = fileURLToPath(new URL("..", import.meta.url));
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(svelte|ts)$/.test(file) && !/(\.test|\.gen|\.d)\.ts$/.test(file))
  .filter((file) => !/^(i18n\/(?!refusals)|gallery\/)/.test(file))
  .map((file) => ({ file, text: readFileSync(SRC + file, "utf8") }));

type Table = Readonly<Record<string, unknown>>;
const areas: Readonly<Record<string, Table>> = en;
/** Read by the code of a refusal, or as a whole. */
const BY_CODE = new Set(["refusals", "names"]);

function usedKeys(): Set<string> {
  const used = new Set<string>();
  for (const { text } of sources) {
    for (const [, area, key] of text.matchAll(/\bwords\.(\w+)\??\.\s*(\w+)/g)) used.add(`${area}.${key}`);
    for (const [, names, area] of text.matchAll(/const \{([^}]*)\} = (?:\$derived\()?words\.(\w+)\b(?!\.)/g)) {
      for (const name of (names ?? "").split(",")) used.add(`${area}.${name.split(":")[0]?.trim() ?? ""}`);
    }
    for (const [, alias, area] of text.matchAll(/const (\w+) = (?:\$derived\()?words\.(\w+)\)?;/g)) {
      for (const [, key] of text.matchAll(new RegExp(`\\b${alias ?? ""}\\.(\\w+)`, "g")))
        used.add(`${area ?? ""}.${key ?? ""}`);
    }
    for (const [, area] of text.matchAll(/\bwords\.(\w+)\[/g)) used.add(`${area ?? ""}.*`);
  }
  return used;
}

describe("the catalogue", () => {
  const all = Object.entries(areas).flatMap(([area, table]) => Object.keys(table).map((key) => `${area}.${key}`));

  it("has every key that the page uses", () => {
    const known = new Set(all);
    const inAreas = [...usedKeys()].filter((key) => (key.split(".")[0] ?? "") in areas);
    expect(inAreas.filter((key) => !known.has(key) && !key.endsWith(".*"))).toEqual([]);
  });

  it("has no key that nobody uses", () => {
    const used = usedKeys();
    expect(
      all.filter(
        (key) => !used.has(key) && !used.has(key.replace(/\.\w+$/, ".*")) && !BY_CODE.has(key.split(".")[0] ?? ""),
      ),
    ).toEqual([]);
  });
});

/** Names, code and figures that are the same everywhere; and screens whose words are not in the catalogue yet. */
const SAME_EVERYWHERE =
  /^["'`]?(Sonix|ABC234|Stopped\.|placeholder="ABC234"|Google|Firebase|Supabase|Files|Accept|Authorization|Alt [↑↓]|ms|Notification)["'`]?$/;
const FOR_MACHINES = /^["'`](Bearer |\(|form |input|button|:is|\[|prefers-)/;

describe("the page", () => {
  it("writes no English where the catalogue should speak", () => {
    const found = sources
      .filter(({ file }) => /^(ui|state)\//.test(file) && !/fake_/.test(file))
      .flatMap(({ file, text }) =>
        visibleEnglish(text, file).map((one) => `${file}: ${one.text.replace(/\s+/g, " ").trim()}`),
      )
      .filter((line) => {
        const text = line.slice(line.indexOf(": ") + 2);
        return !SAME_EVERYWHERE.test(text) && !FOR_MACHINES.test(text);
      });
    expect(found).toEqual([]);
  }, 30_000);
});
