import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Outputs } from "./outputs.svelte";
import { MOST_OUTPUTS, readOutputs } from "./remembered_outputs";

const KEY = "sonix.outputs";
let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As a person does it who lets go of the slider. */
function trim(outputs: Outputs, trimUs: number, answeredUs: number): void {
  outputs.setTrimUs(trimUs, answeredUs);
  outputs.save();
}

test("each output has its own trim, and finds it again after a reload", () => {
  const outputs = new Outputs();
  outputs.heard("speaker", "Speaker");
  trim(outputs, -12_000, 0);
  expect(outputs.heard("phones", "Headphones")).toBe(true);
  expect(outputs.trimUs).toBe(0);
  trim(outputs, 40_000, 0);
  expect(outputs.heard("speaker", "Speaker")).toBe(true);
  expect(outputs.trimUs).toBe(-12_000);
  const later = new Outputs();
  later.heard("phones", "Headphones");
  expect(later.current).toMatchObject({ label: "Headphones", trimUs: 40_000 });
});

test("until the browser names its output, it is trimmed as the last one was", () => {
  const outputs = new Outputs();
  outputs.heard("speaker", "Speaker");
  trim(outputs, -12_000, 0);
  outputs.heard("phones", "Headphones");
  trim(outputs, 40_000, 0);
  const later = new Outputs();
  expect(later.current).toMatchObject({ id: "", label: "Headphones", trimUs: 40_000 });
  expect(later.heard("phones", "Headphones")).toBe(false);
  expect(later.trimUs).toBe(40_000);
  expect(later.heard("speaker", "Speaker")).toBe(true);
  expect(later.trimUs).toBe(-12_000);
  expect(new Outputs().trimUs).toBe(-12_000);
});

test("the last one is the one that was chosen by hand, and none that was never trimmed", () => {
  const outputs = new Outputs();
  outputs.heard("like", null);
  trim(outputs, 5_000, 0);
  outputs.add("Kitchen");
  trim(outputs, 9_000, 0);
  expect(new Outputs().trimUs).toBe(9_000);
  outputs.heard("phones", null);
  expect(new Outputs().trimUs).toBe(0);
});

test("a trim set before the output is named leaves the last one alone", () => {
  const outputs = new Outputs();
  outputs.heard("speaker", null);
  trim(outputs, 5_000, 0);
  const later = new Outputs();
  later.setTrimUs(7_000, 0);
  later.heard("phones", null);
  expect(later.trimUs).toBe(7_000);
  later.heard("speaker", null);
  expect(later.trimUs).toBe(5_000);
});

test("a status that says the same output changes nothing", () => {
  const outputs = new Outputs();
  outputs.heard("a", null);
  trim(outputs, 5_000, 0);
  const before = outputs.list;
  expect(outputs.heard("a", null)).toBe(false);
  expect(outputs.list).toEqual(before);
});

test("the one trim of earlier versions goes to the first output that shows up, once", () => {
  stored.set("sonix.trim_us", "-27000");
  const outputs = new Outputs();
  expect(outputs.trimUs).toBe(-27_000);
  outputs.heard("speaker", null);
  expect(outputs.trimUs).toBe(-27_000);
  outputs.heard("phones", null);
  expect(outputs.trimUs).toBe(0);
  expect(stored.has("sonix.trim_us")).toBe(false);
});

test.each(["0.5", "-26999.7", "1e-3"])("an inherited trim of %s is taken in whole microseconds", (text) => {
  stored.set("sonix.trim_us", text);
  expect(Number.isInteger(new Outputs().trimUs)).toBe(true);
});

test("a trim set before the sound was opened is the output's that opens", () => {
  const outputs = new Outputs();
  trim(outputs, 8_000, 8_000);
  outputs.heard("speaker", null);
  expect(outputs.current).toMatchObject({ id: "speaker", trimUs: 8_000, answeredUs: 8_000 });
  expect(new Outputs().list).toHaveLength(1);
});

test("a trim is in use before it is saved, and goes with its output when another one comes", () => {
  const outputs = new Outputs();
  outputs.heard("speaker", null);
  outputs.setTrimUs(8_000, 0);
  expect([outputs.trimUs, readOutputs().outputs.length]).toEqual([8_000, 0]);
  outputs.heard("phones", null);
  expect(readOutputs().outputs).toMatchObject([{ id: "speaker", trimUs: 8_000 }]);
  expect(outputs.trimUs).toBe(0);
});

test("a trim set before the sound was opened is newer than what is remembered", () => {
  const before = new Outputs();
  before.heard("speaker", null);
  trim(before, 40_000, 0);
  const outputs = new Outputs();
  trim(outputs, 12_000, 0);
  outputs.heard("speaker", null);
  expect(outputs.trimUs).toBe(12_000);
  expect(readOutputs().outputs[0]?.trimUs).toBe(12_000);
});

test("no trim at all, set before the sound was opened, ends the one of earlier versions", () => {
  stored.set("sonix.trim_us", "-27000");
  const outputs = new Outputs();
  trim(outputs, 0, 0);
  outputs.heard("speaker", null);
  expect([outputs.trimUs, new Outputs().trimUs, stored.has("sonix.trim_us")]).toEqual([0, 0, false]);
});

test("a trim of earlier versions is a whole number of microseconds", () => {
  stored.set("sonix.trim_us", "0.5");
  expect(Number.isInteger(new Outputs().trimUs)).toBe(true);
});

test("the output in use every day is not the one that is dropped", () => {
  const outputs = new Outputs();
  outputs.heard("daily", null);
  trim(outputs, 7_000, 0);
  for (let index = 0; index < MOST_OUTPUTS + 5; index += 1) {
    outputs.heard(`output-${index}`, null);
    trim(outputs, 1_000, 0);
    outputs.heard("daily", null);
  }
  expect(new Outputs().list[0]).toMatchObject({ id: "daily", trimUs: 7_000 });
});

test("what one tab forgot, another does not bring back", () => {
  const one = new Outputs();
  one.heard("a", null);
  trim(one, 1_000, 0);
  const other = new Outputs();
  other.heard("b", null);
  one.forget("a");
  trim(other, 2_000, 0);
  expect(readOutputs().outputs.map(({ id }) => id)).toEqual(["b"]);
});

test("an output is put back as it was, whichever plays now", () => {
  const outputs = new Outputs();
  outputs.heard("speaker", null);
  trim(outputs, 40_000, 28_000);
  const before = outputs.current;
  trim(outputs, 12_000, 0);
  outputs.heard("phones", null);
  outputs.restore(before);
  expect(outputs.trimUs).toBe(0);
  outputs.heard("speaker", null);
  expect(outputs.current).toEqual(before);
});

test("where the browser cannot tell, outputs are named and chosen by hand", () => {
  const outputs = new Outputs();
  outputs.heard("default", null);
  trim(outputs, 3_000, 0);
  outputs.add("Kitchen");
  expect(outputs.current).toMatchObject({ label: "Kitchen", trimUs: 0 });
  trim(outputs, 180_000, 0);
  const again = new Outputs();
  again.heard("default", null);
  expect(again.trimUs).toBe(180_000);
  again.choose("default");
  expect(again.trimUs).toBe(3_000);
  again.rename("default", "  Desk  ");
  expect(again.current.label).toBe("Desk");
});

test("a forgotten output is gone, and whatever stood for it stands for itself again", () => {
  const outputs = new Outputs();
  outputs.heard("default", null);
  outputs.add("Kitchen");
  trim(outputs, 180_000, 0);
  outputs.forget(outputs.current.id);
  expect(outputs.current).toMatchObject({ id: "default", trimUs: 0 });
  expect(new Outputs().list.map(({ id }) => id)).toEqual(["default"]);
});

test("two unnamed outputs have different names", () => {
  const outputs = new Outputs();
  for (const key of ["a", "b"]) {
    outputs.heard(key, null);
    trim(outputs, 1_000, 0);
  }
  expect(new Set(outputs.list.map(({ label }) => label)).size).toBe(2);
});

test("only so many are kept, the newest", () => {
  const outputs = new Outputs();
  for (let index = 0; index < MOST_OUTPUTS + 5; index += 1) {
    outputs.heard(`output-${index}`, null);
    trim(outputs, index * 1000, 0);
  }
  expect(outputs.list).toHaveLength(MOST_OUTPUTS);
  expect(readOutputs().outputs[0]?.id).toBe(`output-${MOST_OUTPUTS + 4}`);
});

test("two tabs don't undo each other", () => {
  const one = new Outputs();
  const other = new Outputs();
  one.heard("a", null);
  other.heard("b", null);
  trim(one, 1_000, 0);
  trim(other, 2_000, 0);
  expect(readOutputs().outputs.map(({ id }) => id)).toEqual(["b", "a"]);
});

describe("what is read back", () => {
  test.each<[string, string]>([
    ["not JSON", "{"],
    ["another shape", '"trims"'],
    ["no list", '{"outputs": 7, "chosen": {}}'],
    [
      "entries without an id",
      '{"outputs": [{"id": "", "label": "x"}, null, 4, {"label": "x"}], "chosen": [[1, 2], "x"]}',
    ],
    ["an id without end", JSON.stringify({ outputs: [{ id: "x".repeat(10_000), label: "x" }] })],
  ])("%s is nothing", (_case, text) => {
    stored.set(KEY, text);
    expect(readOutputs()).toEqual({ outputs: [], chosen: new Map(), last: "", inherited: 0 });
  });

  test("a trim that no trim can be is none, and a label is cut", () => {
    const outputs = [{ id: "a", label: "x".repeat(500), trim_us: 9e9, answered_us: "1" }];
    stored.set(KEY, JSON.stringify({ outputs, chosen: [["k", "gone"]] }));
    const read = readOutputs();
    expect(read.outputs).toEqual([{ id: "a", label: "x".repeat(40), trimUs: 0, answeredUs: 0 }]);
    expect(read.chosen.size).toBe(0);
  });

  test("closed storage is no storage: the trim lasts as long as the page", () => {
    vi.stubGlobal("localStorage", undefined);
    const outputs = new Outputs();
    outputs.heard("a", null);
    trim(outputs, 4_000, 0);
    expect(outputs.trimUs).toBe(4_000);
  });
});
