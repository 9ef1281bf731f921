import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ClockFilter } from "./clock_filter";

interface Look {
  after: number;
  at_us: number;
  offset_us: number;
  least_us: number;
  most_us: number;
  skew_ppm: number;
  rtt_us: number;
  jitter_us: number;
  sigma_us: number;
  jitter_up_us: number;
  jitter_down_us: number;
  suspect_us: number | null;
  restarts: number;
  count: number;
  settled: boolean;
  doubtful: boolean;
}

interface Case {
  name: string;
  early_us: number;
  late_us: number;
  probes: [number, number, number, number][];
  looks: Look[];
}

const path = new URL("../../../tests/vectors/clock_filter.json", import.meta.url);
const cases = JSON.parse(readFileSync(path, "utf8")) as Case[];

test.each(cases)("golden vectors: $name", ({ early_us, late_us, probes, looks }) => {
  const clock = new ClockFilter(early_us, late_us);
  const seen = probes.flatMap((probe, index) => {
    clock.add(...probe);
    const look = looks.find((each) => each.after === index + 1);
    return look === undefined ? [] : [{ look, shown: show(clock, look.at_us) }];
  });
  expect(seen).toHaveLength(looks.length);
  for (const { look, shown } of seen) {
    const { after, at_us, ...told } = look;
    expect(Object.keys(shown)).toEqual(expect.arrayContaining(Object.keys(told)));
    for (const [name, value] of Object.entries(shown)) {
      const golden = told[name as keyof typeof told];
      const tolerance = name === "skew_ppm" ? 0.001 : 0.5;
      if (typeof value === "number" && typeof golden === "number") {
        expect(Math.abs(value - golden), `${name} after ${after} at ${at_us}`).toBeLessThan(tolerance);
      } else expect(value, `${name} after ${after} at ${at_us}`).toBe(golden);
    }
  }
});

test("without probes nothing is claimed", () => {
  const clock = new ClockFilter();
  expect(clock.boundUs(5)).toEqual({ leastUs: -Infinity, mostUs: Infinity });
  expect([clock.settled, clock.offsetAt(5), clock.rttUs]).toEqual([false, 0, 0]);
});

test("old probes are forgotten", () => {
  const clock = new ClockFilter();
  for (let t = 0; t < 700e6; t += 1e6) clock.add(t, t + 100, t + 130, t + 230);
  expect(clock.count).toBe(600);
});

function show(clock: ClockFilter, atUs: number): Omit<Look, "after" | "at_us"> {
  const { leastUs, mostUs } = clock.boundUs(atUs);
  const { restarts, count, settled, doubtful } = clock;
  return {
    offset_us: clock.offsetAt(atUs),
    least_us: leastUs,
    most_us: mostUs,
    sigma_us: clock.sigmaUs,
    skew_ppm: clock.skewPpm,
    rtt_us: clock.rttUs,
    jitter_us: clock.jitterUs,
    jitter_up_us: clock.jitterUpUs,
    jitter_down_us: clock.jitterDownUs,
    suspect_us: clock.suspectUs,
    restarts,
    count,
    settled,
    doubtful,
  };
}
