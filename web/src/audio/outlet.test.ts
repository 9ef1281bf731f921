import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Outlet, type Runs, type Way } from "./outlet";
import type { AudioProblem } from "./ports";

class FakeWay implements Way<Runs> {
  closed = false;
  start: () => void = () => undefined;
  /** What a tap finds: an output that runs, or one that is held back. */
  runs = true;
  readonly runner = { ticks: 0, resume: (): Promise<boolean> => Promise.resolve(this.runs) };
  readonly engine = new Promise<Runs>((resolve) => (this.start = () => resolve(this.runner)));

  resume = (): void => undefined;
  close = (): void => void (this.closed = true);
}

let made: FakeWay[];
let problems: AudioProblem["code"][];
let ready: Runs[];
let outlet: Outlet<Runs, FakeWay>;
let make: () => FakeWay;
let changeDevices: () => void;

const latest = (): FakeWay => made.at(-1) as FakeWay;

beforeEach(() => {
  vi.useFakeTimers();
  changeDevices = () => undefined;
  vi.stubGlobal("navigator", {
    mediaDevices: {
      addEventListener: (_: string, act: () => void) => void (changeDevices = act),
      removeEventListener: () => void (changeDevices = () => undefined),
    },
  });
  [made, problems, ready] = [[], [], []];
  make = () => new FakeWay();
  outlet = new Outlet({
    make: () => {
      made.push(make());
      return latest();
    },
    ready: (engine) => ready.push(engine),
    changed: () => undefined,
    problem: ({ code }) => problems.push(code),
    again: () => void outlet.open(),
  });
});

afterEach(() => {
  outlet.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what was made ahead of the tap is what the tap opens", async () => {
  const prepared = outlet.prepare();
  latest().start();
  await prepared;
  await outlet.open();
  expect(made).toHaveLength(1);
  expect(ready).toEqual([latest().runner]);
});

test("an output that keeps dying is replaced ever more rarely, and told of once", async () => {
  make = () => {
    const way = new FakeWay();
    way.start();
    setTimeout(() => outlet.broke(), 10);
    return way;
  };
  void outlet.open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(made.length).toBeGreaterThan(5);
  expect(made.length).toBeLessThan(10);
  expect(problems).toEqual(["device"]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(made.length).toBeLessThan(80);
});

test("while it waits, another device is another chance", () => {
  void outlet.open();
  for (let death = 0; death < 8; death += 1) {
    outlet.broke();
    changeDevices();
  }
  const before = made.length;
  outlet.broke();
  expect(made).toHaveLength(before);
  changeDevices();
  expect(made).toHaveLength(before + 1);
  expect(outlet.isBroken).toBe(false);
});

test("one that worked for a while is replaced at once each time it dies", async () => {
  void outlet.open();
  for (let death = 1; death < 6; death += 1) {
    latest().start();
    await vi.advanceTimersByTimeAsync(0);
    latest().runner.ticks = 100;
    outlet.broke();
    expect(made).toHaveLength(death + 1);
  }
});

test("the output in place of one that died while it was opened is adopted", async () => {
  const opening = outlet.open();
  outlet.broke();
  expect(made).toHaveLength(2);
  made[0]?.start();
  made[1]?.start();
  await opening;
  expect(outlet.engine).toBe(made[1]?.runner);
  expect(ready).toEqual([made[1]?.runner]);
});

test("so is the one of a device that was a remote for a moment", async () => {
  void outlet.open();
  outlet.close();
  const second = outlet.open();
  latest().start();
  await second;
  expect(outlet.engine).toBe(latest().runner);
});

test("an output that does not come back is replaced in the same tap, and then the browser is blamed", async () => {
  make = () => {
    const way = new FakeWay();
    way.runs = false;
    way.start();
    return way;
  };
  await outlet.open();
  expect(made).toHaveLength(2);
  expect(problems).toEqual(["blocked"]);
});

test("a browser without sound is told of, and nothing is thrown", async () => {
  make = () => {
    throw new Error("no AudioContext");
  };
  await outlet.prepare();
  expect(problems).toEqual([]);
  await outlet.open();
  expect(problems).toEqual(["blocked"]);
});

test("what breaks before any tap is given up quietly", () => {
  void outlet.prepare();
  outlet.broke();
  expect([latest().closed, made.length, outlet.isWanted]).toEqual([true, 1, false]);
  expect(problems).toEqual([]);
});
