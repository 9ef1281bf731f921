import { describe, expect, it } from "vitest";
import { LatencyMoment } from "./latency-moment";

/** What an output really needs from rendering to ear right after a buffer, and how long a buffer is. */
const FULL_MS = 43;
const BUFFER_MS = 12;
const BORN_MS = 1000;

/** An output that renders whole buffers, and says at any time how much of what it rendered is still to be heard. */
class Buffers {
  phaseMs(nowMs: number): number {
    return (nowMs - BORN_MS) % BUFFER_MS;
  }
  currentTimeS(nowMs: number): number {
    return (nowMs - BORN_MS - this.phaseMs(nowMs) + BUFFER_MS) / 1000;
  }
  latencyS(nowMs: number): number {
    return (FULL_MS - this.phaseMs(nowMs)) / 1000;
  }
}

/** Looks every few ms until the moment has come. */
function untilAsked(moment: LatencyMoment, stepMs: number, fromMs = BORN_MS + 1): number {
  const output = new Buffers();
  let nowMs = fromMs;
  while (!moment.look(nowMs, output.currentTimeS(nowMs))) {
    nowMs += stepMs;
    if (nowMs > fromMs + 2000) throw new Error("the moment never came");
  }
  moment.answered(output.latencyS(nowMs));
  return output.latencyS(nowMs) * 1000 + moment.phaseMs;
}

describe("the moment to ask for a latency that is kept", () => {
  it("comes right after a buffer, once the output is warm", () => {
    const moment = new LatencyMoment();
    expect(moment.latencyS).toBe(0);
    expect(untilAsked(moment, 4.3)).toBeCloseTo(FULL_MS, 0);
    expect(moment.phaseMs).toBeLessThanOrEqual(2.5);
    expect(moment.latencyS).toBeGreaterThan(0.04);
  });

  it("gives the same sum at whatever phase the page gets to ask", () => {
    for (const stepMs of [3, 5, 7, 11, 17, 29])
      expect(Math.abs(untilAsked(new LatencyMoment(), stepMs) - FULL_MS)).toBeLessThan(2);
  });

  it("does not come while the output stands", () => {
    const moment = new LatencyMoment();
    for (let nowMs = BORN_MS; nowMs < BORN_MS + 5000; nowMs += 20) expect(moment.look(nowMs, 0)).toBe(false);
  });

  it("comes though no buffer is ever seen fresh again, and is off by less than a buffer then", () => {
    const moment = new LatencyMoment();
    const looks = [[1001, 0.012], ...Array.from({ length: 40 }, (_, i) => [1010 + i * 24, 0.012 + i * 0.024])];
    const asked = looks.findIndex(([nowMs = 0, timeS = 0]) => moment.look(nowMs, timeS));
    expect(looks[asked]?.[0]).toBeGreaterThanOrEqual(1600);
    moment.answered(0.034);
    expect(moment.phaseMs).toBeCloseTo(9);
  });

  it("keeps its answer until another one is given", () => {
    const moment = new LatencyMoment();
    untilAsked(moment, 4.3);
    const { phaseMs } = moment;
    moment.restart();
    moment.look(9000, 7);
    moment.look(9006, 7);
    moment.answered(0.2);
    expect(moment.phaseMs).toBeCloseTo(6);
    moment.answered(0.2);
    expect(moment.phaseMs).not.toBe(phaseMs);
  });

  it("does not take a page that was held up for a long buffer", () => {
    const moment = new LatencyMoment();
    untilAsked(moment, 4.3);
    moment.look(3000, 2);
    moment.look(3300, 2);
    moment.answered(0.05);
    expect(moment.phaseMs).toBe(15);
  });
});
