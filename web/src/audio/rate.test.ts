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
