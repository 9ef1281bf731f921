import { expect, test } from "vitest";
import type { FromWorklet, OutputMap } from "./messages";
import { Stage } from "./stage";
import { QUANTUM } from "./voice";

const RATE = 48_000;
const MAP: OutputMap = { frame: 0, roomUs: 0, usPerFrame: 1e6 / RATE, residualUs: 10, anew: false, moved: false };

class Rig {
  readonly ticks: FromWorklet[] = [];
  readonly stage = new Stage(RATE, (tick) => this.ticks.push(tick));
  #frame = 0;

  /** How many ticks came in so many seconds of output. */
  run(seconds: number): number {
    const before = this.ticks.length;
    const end = this.#frame + seconds * RATE;
    for (; this.#frame < end; this.#frame += QUANTUM) {
      this.stage.process(this.#frame, new Float32Array(QUANTUM), new Float32Array(QUANTUM));
    }
    return this.ticks.length - before;
  }
}

test("the page is woken rarely once nothing is found out about the output, and often again when something is", () => {
  const rig = new Rig();
  expect(rig.run(2)).toBeGreaterThanOrEqual(18);
  rig.stage.take({ t: "map", map: MAP, isCalm: true });
  expect(rig.run(2)).toBeLessThanOrEqual(9);
  rig.stage.take({ t: "map", map: MAP, isCalm: false });
  expect(rig.run(2)).toBeGreaterThanOrEqual(18);
});

test("that the music is missing is told at once, not with the next tick", () => {
  const rig = new Rig();
  rig.stage.take({ t: "map", map: MAP, isCalm: true });
  rig.run(1);
  const part = {
    key: 1,
    fromUs: 0,
    playing: true,
    lane: 1,
    sample: 0,
    end: RATE * 60,
    gain: 1,
    chained: false,
    isUnder: false,
    fade: null,
  };
  rig.stage.take({ t: "plan", parts: [part] });
  expect(rig.run(QUANTUM / RATE)).toBe(1);
  expect(rig.ticks.at(-1)?.sounding).toBe("starved");
});

test("each tick tells what was rendered earliest for its frame, by a worklet only", () => {
  const ticks: FromWorklet[] = [];
  let frame = 0;
  // Callbacks of 1024 frames, every second one 5 ms late.
  const wallMs = (): number =>
    1e12 + Math.floor(frame / 1024) * (1024 / 48) + (Math.floor(frame / 1024) % 2 === 0 ? 0 : 5);
  const stage = new Stage(RATE, (tick) => ticks.push(tick), wallMs);
  for (; frame < RATE; frame += QUANTUM) stage.process(frame, new Float32Array(QUANTUM), new Float32Array(QUANTUM));
  const told = ticks.slice(1).map(({ rendered }) => (rendered?.wallMs ?? 0) - 1e12 - (rendered?.frame ?? 0) / 48);
  const last = ((1024 - QUANTUM) / 48) * -1; // the last quantum of a callback is the earliest for its frame
  for (const each of told) expect(each).toBeCloseTo(last, 1);
  const rig = new Rig();
  rig.run(1);
  rig.stage.take({ t: "map", map: MAP, isCalm: true });
  rig.stage.take({ t: "curious" });
  expect(rig.run(2)).toBeGreaterThanOrEqual(18);
  expect(rig.ticks.every(({ rendered }) => rendered === null)).toBe(true);
});

test("what was rendered before the output stood still is not told after it", () => {
  const ticks: FromWorklet[] = [];
  let standstillMs = 0;
  let frame = 0;
  const stage = new Stage(
    RATE,
    (tick) => ticks.push(tick),
    () => 1e12 + frame / 48 + standstillMs,
  );
  const run = (frames: number): void => {
    for (const end = frame + frames; frame < end; frame += QUANTUM) {
      stage.process(frame, new Float32Array(QUANTUM), new Float32Array(QUANTUM));
    }
  };
  run(QUANTUM * 45);
  standstillMs = 700;
  run(QUANTUM * 45);
  const { wallMs, frame: told } = ticks.at(-1)?.rendered ?? { wallMs: 0, frame: 0 };
  expect(wallMs - 1e12 - told / 48).toBeCloseTo(700, 3);
});
