import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Engine } from "./engine";
import { openOutput } from "./open-output";
import type { AudioProblem } from "./ports";

let load: () => void;
let nodes: number;
const sink = {} as AudioNode;
const LATE_MS = 10_000;

class FakeNode {
  port = { postMessage: (): void => undefined, onmessage: null };

  constructor() {
    nodes += 1;
  }

  connect = (): void => undefined;
  disconnect = (): void => undefined;
}

class FakeWorker {
  postMessage = (): void => undefined;
  terminate = (): void => undefined;
}

/** A context that runs, whose worklet module comes when the test says so. */
class FakeContext extends EventTarget {
  state = "suspended";
  currentTime = 0;
  sampleRate = 48_000;
  onstatechange: (() => void) | null = null;
  audioWorklet = { addModule: () => new Promise<void>((resolve) => (load = resolve)) };

  suspend = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => Promise.resolve();
}

const context = (): AudioContext & { state: string; currentTime: number } => new FakeContext() as never;

beforeEach(() => {
  vi.useFakeTimers();
  nodes = 0;
  vi.stubGlobal("AudioWorkletNode", FakeNode);
  vi.stubGlobal("Worker", FakeWorker);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const nothing = (): void => undefined;

test("a worklet whose module comes too late does not join in beside the chunks", async () => {
  const opening = openOutput(context(), sink, true, nothing, nothing);
  await vi.advanceTimersByTimeAsync(LATE_MS);
  const output = await opening;
  load();
  await vi.advanceTimersByTimeAsync(0);
  expect([output.name, nodes]).toEqual(["chunks", 0]);
  output.close();
  expect(vi.getTimerCount()).toBe(0);
});

test("one that comes in time is what plays", async () => {
  const opening = openOutput(context(), sink, true, nothing, nothing);
  load();
  expect((await opening).name).toBe("worklet");
  expect(vi.getTimerCount()).toBe(0);
});

async function startLate(at: AudioContext): Promise<{ engine: Engine; problems: AudioProblem[] }> {
  const problems: AudioProblem[] = [];
  const clock = { toRoomUs: () => 0, toPerfMs: () => 0, nowUs: () => 0, sigmaUs: 0, ready: false };
  const deps = {
    clock,
    nowUs: () => 0,
    grant: () => Promise.reject(new Error("no network")),
    onProblem: (problem: AudioProblem) => void problems.push(problem),
    onReport: nothing,
  };
  const starting = Engine.start(deps, at, sink, { output: null, decoder: null, route: "direct" });
  await vi.advanceTimersByTimeAsync(6000);
  expect(problems).toEqual([]);
  load();
  return { engine: await starting, problems };
}

test("an output is not missed before there is one, and is after it", async () => {
  const running = context();
  running.state = "running";
  const { engine, problems } = await startLate(running);
  await vi.advanceTimersByTimeAsync(6000);
  expect(problems.map(({ code }) => code)).toEqual(["device"]);
  engine.close();
});

test("a worklet is to blame only where its context ran", async () => {
  const gone = context();
  const { engine } = await startLate(gone);
  expect(engine.isWorkletDead).toBe(false);
  gone.currentTime = 4;
  expect(engine.isWorkletDead).toBe(true);
  engine.close();
});
