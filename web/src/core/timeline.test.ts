import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { LoopMode, Transport } from "./protocol.gen";
import { advance, fold, layers, plan, positionAt, sampleAt, type RoomView } from "./timeline";

interface Case {
  name: string;
  transport: Transport;
  order: [string, number, string, number][];
  crossfade_us: number;
  loop: LoopMode;
  until_us: number;
  folded: Transport[];
  position_us: number;
  layers: [string, number, number][];
}

const path = new URL("../../../tests/vectors/timeline.json", import.meta.url);
const cases = JSON.parse(readFileSync(path, "utf8")) as Case[];

const S = 1_000_000;
const transport: Transport = {
  epoch: 1,
  entry_id: "a",
  position_us: 0,
  at_us: 100 * S,
  playing: true,
  gate_until_us: null,
  ended: false,
  blend: null,
  overlap_us: null,
};
const view: RoomView = {
  transport,
  previous: null,
  loop: "off",
  order: [
    { entryId: "a", durationUs: 60 * S },
    { entryId: "b", durationUs: 30 * S },
  ],
};

test.each(cases)("golden vectors: $name", (given) => {
  const order = given.order.map(([entryId, durationUs, album, number]) => ({ entryId, durationUs, album, number }));
  const view = { transport: given.transport, previous: null, loop: given.loop, order, crossfadeUs: given.crossfade_us };
  const found = fold(view, given.until_us);
  const last = found.at(-1) ?? given.transport;
  expect(found.length <= 12 ? found : [...found.slice(0, 2), ...found.slice(-2)]).toEqual(given.folded);
  expect(positionAt(last, given.until_us)).toBe(given.position_us);
  const sounding = layers(last, given.until_us);
  expect(sounding.map(({ entryId, positionUs }) => [entryId, positionUs])).toEqual(
    given.layers.map(([entryId, positionUs]) => [entryId, positionUs]),
  );
  for (const [i, { gain }] of sounding.entries()) expect(gain).toBeCloseTo(given.layers[i]?.[2] ?? NaN, 8);
});

test("a plan names what sounds now, then every track end up to the horizon", () => {
  const segments = plan(view, 130 * S, 600 * S);
  expect(segments.map(({ entryId, fromUs, playing }) => [entryId, fromUs / S, playing])).toEqual([
    ["a", 100, true],
    ["b", 160, true],
    ["b", 190, false],
  ]);
});

test("a plan ends at its horizon", () => {
  expect(plan(view, 130 * S, 20 * S)).toHaveLength(1);
});

test("what is audible plays on until a switch", () => {
  const next: Transport = { ...transport, epoch: 2, entry_id: "b", at_us: 150 * S, gate_until_us: 150 * S };
  const segments = plan({ ...view, transport: next, previous: transport }, 149 * S, 10 * S);
  expect(segments.map(({ entryId, fromUs }) => [entryId, fromUs / S])).toEqual([
    ["a", 100],
    ["b", 150],
  ]);
});

test("what is audible before a switch is followed by its own successor", () => {
  const next: Transport = { ...transport, epoch: 2, position_us: 5 * S, at_us: 162 * S };
  const segments = plan({ ...view, transport: next, previous: transport }, 161 * S, 10 * S);
  expect(segments.map(({ entryId, fromUs }) => [entryId, fromUs / S])).toEqual([
    ["b", 160],
    ["a", 162],
  ]);
});

test("nothing is foretold past the last known entry of a longer queue", () => {
  const segments = plan({ ...view, truncated: true }, 130 * S, 600 * S);
  expect(segments.map(({ entryId, playing }) => [entryId, playing])).toEqual([
    ["a", true],
    ["b", true],
  ]);
});

test("an empty room is silent", () => {
  const empty: RoomView = { ...view, transport: { ...transport, entry_id: null, playing: false }, order: [] };
  expect(plan(empty, 130 * S, 600 * S)).toEqual([
    { entryId: null, fromUs: 100 * S, positionUs: 0, playing: false, epoch: 1, blend: null },
  ]);
});

test("advancing drops what was audible before the switch", () => {
  const next: Transport = { ...transport, epoch: 2, at_us: 150 * S };
  const switching: RoomView = { ...view, transport: next, previous: transport };
  expect(advance(switching, 149 * S).previous).toBe(transport);
  expect(advance(switching, 150 * S).previous).toBeNull();
});

test("a loop that ran for a year is folded at once", () => {
  const year = 365 * 86_400 * S;
  const last = fold({ ...view, loop: "queue" }, year).at(-1);
  expect(last?.playing).toBe(true);
  expect(last?.at_us).toBeGreaterThan(year - 60 * S);
});

test("a position is a sample", () => {
  expect(sampleAt(1_000_000)).toBe(48_000);
});
