import { describe, expect, it } from "vitest";
import { HALF, makeKernelTable, resample } from "./resampler";

const table = makeKernelTable();
const FRAMES = 9600;

/** Residual of the best fitting sine, in dB under the sine: distortion, noise, aliases and all. */
function thdPlusNoiseDb(out: Float32Array, radiansPerFrame: number): number {
  let [cc, ss, cs, cx, sx] = [0, 0, 0, 0, 0];
  out.forEach((x, i) => {
    const [c, s] = [Math.cos(radiansPerFrame * i), Math.sin(radiansPerFrame * i)];
    [cc, ss, cs, cx, sx] = [cc + c * c, ss + s * s, cs + c * s, cx + c * x, sx + s * x];
  });
  const determinant = cc * ss - cs * cs;
  const a = (cx * ss - sx * cs) / determinant;
  const b = (sx * cc - cx * cs) / determinant;
  let [rest, whole] = [0, 0];
  out.forEach((x, i) => {
    const fit = a * Math.cos(radiansPerFrame * i) + b * Math.sin(radiansPerFrame * i);
    [rest, whole] = [rest + (x - fit) ** 2, whole + fit ** 2];
  });
  return 10 * Math.log10(rest / whole);
}

function resampledSine(hz: number, step: number): Float32Array {
  const input = Float32Array.from({ length: Math.ceil(FRAMES * step) + 4 * HALF }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / 48_000),
  );
  const out = new Float32Array(FRAMES);
  resample(table, input, input, HALF + 0.37, step, out, new Float32Array(FRAMES), FRAMES);
  return out;
}

describe("the resampler", () => {
  it.each([
    ["300 ppm fast", 1.0003],
    ["2000 ppm slow", 0.998],
    ["for a 44.1 kHz output", 48_000 / 44_100],
    ["for a 96 kHz output", 0.5],
  ])("is transparent %s", (_, step) => {
    for (const hz of [60, 997, 6000, 15_000]) {
      const db = thdPlusNoiseDb(resampledSine(hz, step), (2 * Math.PI * hz * step) / 48_000);
      expect(db, `${hz} Hz`).toBeLessThan(-90);
    }
  });

  it.each([
    ["1000 ppm fast", 1.001],
    ["1000 ppm slow", 0.999],
  ])("adds less than -90 dB to a 1 kHz and a 10 kHz tone %s", (_, step) => {
    for (const hz of [1000, 10_000]) {
      const db = thdPlusNoiseDb(resampledSine(hz, step), (2 * Math.PI * hz * step) / 48_000);
      expect(db, `${hz} Hz`).toBeLessThan(-94);
    }
  });

  it("changes speed without moving the level", () => {
    const input = Float32Array.from({ length: 2 * FRAMES }, (_, i) => Math.sin((2 * Math.PI * 10_000 * i) / 48_000));
    const powers = [0.998, 0.999, 1, 1.0001, 1.002].map((step) => {
      const out = new Float32Array(FRAMES);
      resample(table, input, input, HALF + 0.5, step, out, new Float32Array(FRAMES), FRAMES);
      return 10 * Math.log10(out.reduce((sum, x) => sum + x * x, 0) / FRAMES);
    });
    expect(Math.max(...powers) - Math.min(...powers)).toBeLessThan(0.01);
  });

  it("lets nothing an Opus track holds fold into a 44.1 kHz output's hearing range", () => {
    // Above half of 44.1 kHz: 23 kHz would fold to 21.1 kHz. Opus ends at 20 kHz, which stays below the fold.
    const out = resampledSine(19_900, 48_000 / 44_100);
    expect(thdPlusNoiseDb(out, (2 * Math.PI * 19_900) / 44_100)).toBeLessThan(-60);
  });

  it("passes samples bit for bit while in step", () => {
    const input = Float32Array.from({ length: 300 }, (_, i) => Math.fround(Math.sin(i * i)));
    const left = new Float32Array(128);
    const right = new Float32Array(128);
    resample(table, input, input, 40, 1, left, right, 128);
    expect([...left]).toEqual([...input.subarray(40, 168)]);
    expect([...right]).toEqual([...left]);
  });

  it.each([1, 1.00003, 0.9997, 48_000 / 44_100])(
    "gives the same whether it is asked for many frames or for one, at a step of %d",
    (step) => {
      const input = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i * i));
      const [many, right] = [new Float32Array(128), new Float32Array(128)];
      resample(table, input, input, 40.4995, step, many, right, 128);
      expect([...right]).toEqual([...many]);
      const one = new Float32Array(1);
      many.forEach((value, i) => {
        resample(table, input, input, 40.4995 + i * step, step, one, new Float32Array(1), 1);
        expect(one[0]).toBeCloseTo(value, 6);
      });
    },
  );

  it("keeps the level of what an Opus track holds, up to 19 kHz", () => {
    for (const hz of [20, 1000, 12_000, 19_000]) {
      const out = resampledSine(hz, 1.0001);
      const rms = Math.sqrt(out.reduce((sum, x) => sum + x * x, 0) / FRAMES);
      expect(20 * Math.log10(rms * Math.SQRT2)).toBeCloseTo(0, hz < 15_000 ? 1 : 0);
    }
  });
});
