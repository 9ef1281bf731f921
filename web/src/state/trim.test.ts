import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readOutputs } from "./remembered_outputs";
import { Trim } from "./trim.svelte";

let stored: Map<string, string>;
let line: { suspectUs: number | null; canSuspect: boolean };
let applied: number[];
let told: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  stored = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
  line = { suspectUs: 28_000, canSuspect: true };
  applied = [];
  told = 0;
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function make(): Trim {
  const trim = new Trim(line, { apply: (us) => void applied.push(us), tell: () => (told += 1) });
  trim.heard("speaker", null);
  return trim;
}

/** Long enough on this line that nothing would show by now that is not there. */
function stay(trim: Trim): void {
  trim.heard("speaker", null);
  vi.advanceTimersByTime(60_000);
  trim.heard("speaker", null);
}

test("what answers the line is not remembered with the output", () => {
  const trim = make();
  expect(trim.openUs).toBe(28_000);
  trim.follow(28_000);
  expect([trim.us, trim.openUs, applied.at(-1)]).toEqual([28_000, 0, 28_000]);
  trim.save();
  line = { suspectUs: null, canSuspect: false };
  expect(make().us).toBe(0);
});

test("on top of an answered line, ears trim the output alone", () => {
  const trim = make();
  trim.follow(28_000);
  trim.set(40_000);
  expect([trim.us, trim.openUs]).toEqual([40_000, 0]);
  vi.advanceTimersByTime(1000);
  expect(readOutputs().outputs).toMatchObject([{ id: "speaker", trimUs: 12_000, answeredUs: 0 }]);
});

test("the way back is offered when the line is another one, and even", () => {
  const trim = make();
  trim.follow(28_000);
  line.suspectUs = null;
  expect([trim.openUs, trim.lineIsEven]).toEqual([null, false]);
  stay(trim);
  expect([trim.openUs, trim.lineIsEven]).toEqual([-28_000, true]);
  trim.follow(0);
  expect([trim.us, trim.openUs]).toEqual([0, 0]);
});

test("a trim by ear on a lopsided line is no trim for an even one for ever", () => {
  const there = make();
  there.set(30_000);
  expect(there.openUs).toBe(0);
  vi.advanceTimersByTime(1000);
  line = { suspectUs: null, canSuspect: true };
  const home = make();
  expect(home.us).toBe(30_000);
  stay(home);
  expect(home.openUs).toBe(-28_000);
  home.follow(2_000);
  expect([home.us, home.openUs]).toEqual([2_000, 0]);
});

test("a suspicion that comes and goes is not taken for an even line", () => {
  const trim = make();
  trim.follow(28_000);
  for (let turn = 0; turn < 20; turn += 1) {
    line.suspectUs = turn % 2 === 0 ? null : 28_000;
    trim.heard("speaker", null);
    vi.advanceTimersByTime(5_000);
    expect(trim.lineIsEven).toBe(false);
  }
});

test("a step by ear while the clock is measured anew answers nothing that is not known", () => {
  const trim = make();
  trim.set(28_000);
  line.suspectUs = null;
  line.canSuspect = false;
  trim.set(29_000);
  line.suspectUs = 28_000;
  line.canSuspect = true;
  expect(trim.openUs).toBe(0);
});

test("undo belongs to the line and to the output that was trimmed, not to the one that plays by then", () => {
  const trim = make();
  trim.set(30_000);
  line.suspectUs = null;
  stay(trim);
  const before = trim.outputs.current;
  const undo = trim.follow(2_000);
  trim.heard("phones", null);
  undo();
  expect(trim.us).toBe(0);
  trim.heard("speaker", null);
  expect(trim.outputs.current).toEqual(before);
});

test("no trim at all is none, and what is suspected is suspected anew", () => {
  const trim = make();
  trim.follow(28_000);
  trim.set(35_000);
  trim.reset();
  expect([trim.us, trim.openUs]).toEqual([0, 28_000]);
});

test("what a drag ends at is stored and told, also when the page goes", () => {
  const trim = make();
  for (let step = 1; step <= 50; step += 1) trim.set(step * 1000);
  expect(told).toBe(1);
  trim.save();
  expect([told, readOutputs().outputs[0]?.trimUs]).toEqual([2, 50_000]);
});
