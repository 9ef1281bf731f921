import { describe, expect, it } from "vitest";
import { RateControl } from "./rate";

const DT_S = 128 / 48_000;

/** Lets a controller play for `seconds` on an output that runs `skewPpm` slow, from `errUs` late; returns what was seen. */
function simulate(control: RateControl, errUs: number, seconds: number, skewPpm = 0, residualUs = 1000) {
  let err = errUs;
  let fastest = 0;
  let jumps = 0;
  for (let t = 0; t < seconds; t += DT_S) {
    if (control.update(err, residualUs, DT_S) === "jump") {
      err = 0;
      jumps += 1;
      control.rest();
    }
    err += (skewPpm * 1e-6 - control.trim) * DT_S * 1e6;
    fastest = Math.max(fastest, Math.abs(control.trim));
  }
  return { err, fastest, jumps };
}

describe("the playback controller", () => {
  it("brings a small error close to the dead band without being heard", () => {
    const { err, fastest, jumps } = simulate(new RateControl(), 800, 40);
    expect(Math.abs(err)).toBeLessThan(100);
    expect(fastest).toBeLessThanOrEqual(300e-6);
    expect(jumps).toBe(0);
  });

  it("goes no faster than 1000 ppm when it is far off", () => {
    const { fastest, err } = simulate(new RateControl(), -10_000, 30);
    expect(fastest).toBeGreaterThan(500e-6);
    expect(fastest).toBeLessThanOrEqual(1000e-6);
    expect(Math.abs(err)).toBeLessThan(1000);
  });

  it("finds its own balance against a skew that the map has not seen", () => {
    const { err } = simulate(new RateControl(), 0, 300, 30);
    expect(Math.abs(err)).toBeLessThan(100);
  });

  it("leaves an error within the dead band alone", () => {
    expect(simulate(new RateControl(), 45, 5).fastest).toBe(0);
  });

  it("jumps once when it is over 15 ms off for longer than a hiccup", () => {
    const control = new RateControl();
    expect(simulate(control, 20_000, 0.3).jumps).toBe(0);
    expect(simulate(control, 20_000, 2).jumps).toBe(1);
  });

  it("splices early while acquiring, as soon as the measurement can be trusted", () => {
    const doubtful = new RateControl();
    doubtful.acquire();
    expect(simulate(doubtful, 2500, 0.1, 0, 900).jumps).toBe(0);
    const trusted = new RateControl();
    trusted.acquire();
    expect(simulate(trusted, 2500, 0.1, 0, 300).jumps).toBe(1);
  });

  it("does not jump for what a single quantum says", () => {
    const control = new RateControl();
    control.acquire();
    for (let quantum = 0; quantum < 400; quantum += 1) {
      expect(control.update(quantum % 40 === 20 ? 2667 : 100, 50, DT_S)).toBe("trim");
    }
  });

  it("rests after a jump", () => {
    const control = new RateControl();
    control.acquire();
    control.rest();
    expect(simulate(control, 5000, 1.4, 0, 100).jumps).toBe(0);
    expect(simulate(control, 5000, 0.2, 0, 100).jumps).toBe(1);
  });

  it("acquires faster than it holds", () => {
    const acquiring = new RateControl();
    acquiring.acquire();
    const holding = new RateControl();
    expect(Math.abs(simulate(acquiring, 1500, 4).err)).toBeLessThan(Math.abs(simulate(holding, 1500, 4).err) / 2);
  });

  it("never changes speed abruptly", () => {
    const control = new RateControl();
    control.acquire();
    control.update(1900, 1000, DT_S);
    expect(control.trim).toBeLessThan(10e-6);
  });
});

/** A repeatable noise in -1..1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
}

interface Run {
  /** True error at each quantum, µs. */
  readonly errs: number[];
  readonly jumps: number[];
  readonly trims: number[];
}

/** A listener for `seconds`: measured every 0.1 s with an error, as the map is; steered every quantum, as the mixer does. */
function listen(
  errUs: number,
  seconds: number,
  skewPpm: number,
  wrongUs: (t: number) => number,
  residualUs = 300,
): Run {
  const control = new RateControl();
  control.acquire();
  const run: Run = { errs: [], jumps: [], trims: [] };
  let err = errUs;
  let wrong = 0;
  let nextMeasured = 0;
  for (let t = 0; t < seconds; t += DT_S) {
    if (t >= nextMeasured) {
      wrong = wrongUs(t);
      nextMeasured += 0.1;
    }
    if (control.update(err + wrong, residualUs, DT_S) === "jump") {
      err = -wrong;
      run.jumps.push(t);
      control.rest();
    }
    err += (skewPpm * 1e-6 - control.trim) * DT_S * 1e6;
    run.errs.push(err);
    run.trims.push(control.trim);
  }
  return run;
}

const SEEDS = Array.from({ length: 12 }, (_, i) => 7919 * (i + 1));

describe("the playback controller, whatever comes", () => {
  it.each(SEEDS)("never leaves its limits, of speed and of its change (case %d)", (seed) => {
    const random = noise(seed);
    const { trims } = listen(random() * 1e5, 60, random() * 300, () => random() ** 3 * 2e5);
    expect(Math.max(...trims.map(Math.abs))).toBeLessThanOrEqual(2000e-6 + 1e-12);
    const afterJumps = trims.filter((trim, i) => Math.abs(trim - (trims[i - 1] ?? 0)) > 2000e-6 * DT_S + 1e-12);
    expect(afterJumps.every((trim) => Math.abs(trim) <= 50e-6)).toBe(true);
  });

  it.each(SEEDS)("comes within 1 ms in 5 s, from any error, and stays (case %d)", (seed) => {
    const random = noise(seed);
    const { errs } = listen(random() ** 3 * 5e5, 40, random() * 50, () => random() * 100);
    const late = errs.slice(Math.round(5 / DT_S)).map(Math.abs);
    expect(Math.max(...late)).toBeLessThan(1000);
    expect(Math.max(...late.slice(Math.round(20 / DT_S)))).toBeLessThan(400);
  });

  it.each(SEEDS)("does not hunt: noise in the measurement comes out smaller than it went in (case %d)", (seed) => {
    const random = noise(seed);
    const { errs, jumps } = listen(0, 90, 0, () => random() * 600);
    const settled = errs.slice(Math.round(15 / DT_S));
    expect(Math.max(...settled.map(Math.abs))).toBeLessThan(200);
    expect(jumps).toEqual([]);
    const turns = settled.filter((err, i) => Math.sign(err) !== Math.sign(settled[i - 1] ?? err)).length;
    expect(turns).toBeLessThan(75);
  });

  it.each(SEEDS)("never storms: 15 jumps in any minute at most (case %d)", (seed) => {
    const random = noise(seed);
    const { jumps } = listen(0, 180, 0, () => Math.sign(random()) * 90_000, 100);
    for (const from of jumps) {
      expect(jumps.filter((at) => at >= from && at < from + 60).length).toBeLessThanOrEqual(15);
    }
  });

  it.each([0.5, 2, 3.9, -3.9, 12, -14.9])("is back within 1 ms of a step of %d ms in 3 s", (stepMs) => {
    const { errs } = listen(stepMs * 1000, 3, 0, () => 0);
    expect(Math.abs(errs.at(-1) ?? Infinity)).toBeLessThan(1000);
  });
});
