import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Prober } from "./prober";

let sentAtMs: number[];
let answered: [number, number, number, number][];
let lost: number;
let roundTripMs: () => number;
let answers: boolean;
let wallMs: number;
let sleepMs: number;
let prober: Prober;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  sentAtMs = [];
  answered = [];
  lost = 0;
  roundTripMs = () => 1;
  answers = true;
  wallMs = 0;
  sleepMs = 0;
  const port = {
    sendProbe: (id: number, t1: number) => {
      sentAtMs.push(performance.now());
      if (answers) setTimeout(() => prober.receive({ type: "time", id, t1: t1 + 5, t2: 7, t3: 8 }), roundTripMs());
    },
    answered: (...probe: [number, number, number, number]) => void answered.push(probe),
    lost: () => (lost += 1),
  };
  const nowUs = (): number => Math.round((performance.now() + sleepMs) * 1000);
  prober = new Prober(port, nowUs, () => performance.now() + sleepMs + wallMs);
  prober.start();
});

afterEach(() => {
  prober.stop();
  vi.useRealTimers();
});

/** Probes sent in the next `ms`. */
function sentIn(ms: number): number {
  const before = sentAtMs.length;
  vi.advanceTimersByTime(ms);
  return sentAtMs.length - before;
}

test("a near server has answered ten times within a quarter of a second", () => {
  vi.advanceTimersByTime(250);
  expect(answered.length).toBeGreaterThanOrEqual(10);
});

test("a far server answers more than thirty times within two and a half seconds", () => {
  roundTripMs = () => 200;
  prober.start();
  vi.advanceTimersByTime(2500);
  expect(answered.length).toBeGreaterThan(30);
});

test("on a far line probes keep their distance, and six at most are on their way", () => {
  roundTripMs = () => 900;
  vi.advanceTimersByTime(20); // the answer to the first one
  sentAtMs.length = 0;
  prober.start();
  vi.advanceTimersByTime(3000);
  const gaps = sentAtMs.slice(1).map((at, i) => at - (sentAtMs[i] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60);
  for (const at of sentAtMs) {
    expect(sentAtMs.filter((other) => other <= at && other > at - 900).length).toBeLessThanOrEqual(6);
  }
});

test("after the burst ever fewer, and at rest one in two seconds at most", () => {
  const burst = sentIn(2500);
  expect(burst).toBeGreaterThan(30);
  expect(sentIn(10_000)).toBeLessThan(50);
  vi.advanceTimersByTime(120_000);
  expect(sentIn(100_000)).toBeLessThanOrEqual(50);
});

test("a burst at rest is one burst, then it rests again", () => {
  vi.advanceTimersByTime(600_000);
  prober.burst();
  expect(sentIn(2500)).toBeGreaterThan(30);
  expect(sentIn(100_000)).toBeLessThanOrEqual(50);
});

test("a silent connection is lost within ten seconds", () => {
  vi.advanceTimersByTime(400_000);
  answers = false;
  vi.advanceTimersByTime(10_100);
  expect(lost).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test("an answer that comes late still counts, and shows that the connection lives", () => {
  roundTripMs = () => 7000;
  prober.start();
  vi.advanceTimersByTime(30_000);
  expect(lost).toBe(0);
  expect(answered.length).toBeGreaterThan(0);
});

test("what was sent is taken from here, not from the answer; answers nobody asked for are passed over", () => {
  vi.advanceTimersByTime(30);
  expect(answered[0]?.[0]).toBe((sentAtMs[0] ?? NaN) * 1000);
  const before = answered.length;
  prober.receive({ type: "time", id: 999_999, t1: 0, t2: 1, t3: 2 });
  expect(answered).toHaveLength(before);
});

test("a wall clock that ran on alone means sleep: a burst follows within a second", () => {
  vi.advanceTimersByTime(600_000);
  wallMs += 60_000;
  vi.advanceTimersByTime(1000);
  expect(sentIn(2500)).toBeGreaterThan(30);
});

test("a wall clock that is set back means nothing", () => {
  vi.advanceTimersByTime(600_000);
  wallMs -= 3_600_000;
  expect(sentIn(4000)).toBeLessThanOrEqual(2);
});

test("in a page whose timers sleep, whoever is awake has it probe on", () => {
  vi.advanceTimersByTime(600_000);
  vi.stubGlobal("setTimeout", () => 0);
  prober.look();
  const before = sentAtMs.length;
  for (let look = 0; look < 100; look += 1) {
    vi.advanceTimersByTime(400);
    prober.look();
  }
  expect(sentAtMs.length).toBeGreaterThan(before + 3);
  vi.unstubAllGlobals();
});

test("a sleep with a probe on its way drops no living connection, whose answer is read after the timers", () => {
  vi.advanceTimersByTime(600_000);
  answers = false;
  vi.advanceTimersByTime(2000);
  sleepMs += 60_000;
  vi.advanceTimersByTime(2000);
  expect(lost).toBe(0);
  answers = true;
  vi.advanceTimersByTime(5000);
  expect(lost).toBe(0);
});

test("a page whose timers are always late still finds its connection dead", () => {
  vi.advanceTimersByTime(600_000);
  answers = false;
  for (let minute = 0; minute < 4 && lost === 0; minute += 1) {
    sleepMs += 60_000;
    vi.advanceTimersByTime(2000);
  }
  expect(lost).toBe(1);
});
