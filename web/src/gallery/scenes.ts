import { LOCKED, type PlayerStatus } from "../audio/ports";
import { OUTSIDE } from "./order";
import type { RoomScene } from "./socket";

const usual: RoomScene = {
  people: 5,
  tracks: 9,
  at: 2,
  long: false,
  playing: true,
  gate: false,
  guest: false,
  click: false,
};

export const SCENES: Readonly<Record<string, RoomScene>> = {
  playing: usual,
  paused: { ...usual, playing: false },
  long: { ...usual, long: true, at: 0 },
  blue: { ...usual, at: 1 },
  plain: { ...usual, at: 3 },
  empty: { ...usual, people: 1, tracks: 0, at: 0 },
  last: { ...usual, tracks: 1, at: 0 },
  many: { ...usual, people: 40, tracks: 120, at: 6 },
  gate: { ...usual, gate: true },
  guest: { ...usual, guest: true },
  lopsided: usual,
  remote: usual,
  click: { ...usual, click: true },
  turns: { ...usual, turns: true },
  knocks: { ...usual, knocks: true },
  knocking: { ...usual, outside: OUTSIDE["knocking"] },
  banned: { ...usual, outside: OUTSIDE["banned"] },
  refused: { ...usual, outside: OUTSIDE["refused"] },
  asked: { ...usual, outside: OUTSIDE["asked"] },
};

const good: PlayerStatus = {
  ...LOCKED,
  state: "playing",
  errUs: 420,
  bufferedMs: 118_000,
  latencyMs: 21.3,
  armMs: 12,
  engine: "worklet",
  dropouts: 0,
};

export const SOUNDS: Readonly<Record<string, PlayerStatus>> = {
  playing: good,
  blue: { ...good, errUs: -8_300 },
  many: { ...good, errUs: 31_000 },
  lopsided: { ...good, outputKey: "default" },
  remote: { ...good, state: "remote", errUs: null, engine: "none", bufferedMs: 0 },
  click: { ...good, outputKey: "default" },
  locked: { ...good, state: "locked", errUs: null, engine: "none", bufferedMs: 0 },
  interrupted: { ...good, state: "interrupted", errUs: null },
  paused: { ...good, state: "idle", errUs: null },
  empty: { ...good, state: "idle", errUs: null },
};
