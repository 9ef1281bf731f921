import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ToDecoder } from "./messages";
import { Player } from "./player";
import type { AudioProblem } from "./ports";

/** As much of an audio context as a page without worklets uses before anything sounds. */
class FakeContext extends EventTarget {
  state = "suspended";
  currentTime = 0;
  sampleRate = 48_000;
  outputLatency = 0;
  baseLatency = 0;
  destination = { maxChannelCount: 2 };
  onstatechange: (() => void) | null = null;
  let = (): void => undefined;

  constructor() {
    super();
    contexts.push(this);
  }

  suspend = (): Promise<void> => Promise.resolve();
  /** Waits for the test, as one does that is held back. */
  resume = (): Promise<void> =>
    new Promise((resolve) => {
      this.let = () => {
        this.state = "running";
        resolve();
      };
    });
  close = (): Promise<void> => {
    this.state = "closed";
    return Promise.resolve();
  };
  createBuffer = () => ({ getChannelData: () => new Float32Array(38 * 128) });
}

class FakeSource {
  connect = (): void => undefined;
  start = (): void => undefined;
}

class FakeElement {
  srcObject = null;
  play = (): Promise<void> => Promise.resolve();
  pause = (): void => undefined;
  removeAttribute = (): void => undefined;
}

class FakeWorker {
  postMessage = (message: ToDecoder): void => void asked.push(message);
  terminate = (): void => undefined;
}

let asked: ToDecoder[];
let contexts: FakeContext[];
let problems: AudioProblem[];
let player: Player;

beforeEach(() => {
  asked = [];
  contexts = [];
  problems = [];
  vi.stubGlobal("navigator", { userAgent: "", maxTouchPoints: 0 });
  vi.stubGlobal("AudioContext", FakeContext);
  vi.stubGlobal("AudioBufferSourceNode", FakeSource);
  vi.stubGlobal("Audio", FakeElement);
  vi.stubGlobal("Worker", FakeWorker);
  const clock = { toRoomUs: () => 0, toPerfMs: () => 0, nowUs: () => 0, sigmaUs: 0, ready: false };
  player = new Player({
    clock,
    nowUs: () => 60_000_000,
    grant: () => Promise.reject(new Error("no network")),
    onProblem: (problem) => problems.push(problem),
  });
});

afterEach(() => {
  player.close();
  vi.unstubAllGlobals();
});

test("the first music is fetched while the clock is still measured, and nothing is decoded", async () => {
  const rendition = {
    rendition_id: "r",
    samples: 9_600_000,
    pre_skip: 312,
    packets: 10_001,
    size_bytes: 1,
    gain_db: 0,
  };
  const segment = { entryId: "a", fromUs: 0, positionUs: 0, playing: true, epoch: 1 };
  player.setPlan([segment], new Map([["a", { rendition }]]));
  void player.unlock();
  await vi.waitFor(() => expect(player.status.engine).toBe("chunks"));
  contexts[0]?.let();
  const wants = asked.flatMap((message) => (message.t === "keep" ? message.wants : []));
  expect(wants).toEqual([{ renditionId: "r", from: 59.8 * 50, to: 80 * 50 + 1 }]);
  expect(asked.filter((message) => message.t === "open")).toEqual([]);
});

test("a pause while the output is being opened stays one", async () => {
  const opening = player.unlock();
  await vi.waitFor(() => expect(player.status.engine).toBe("chunks"));
  player.silence(true);
  contexts[0]?.let();
  await opening;
  expect(player.status.state).toBe("interrupted");
  await player.unlock();
  expect(player.status.state).toBe("idle");
});

test("without any sound in the browser unlocking tells a problem and does not throw", async () => {
  vi.stubGlobal("AudioContext", undefined);
  await player.prepare();
  await player.unlock();
  expect(problems.map(({ code }) => code)).toEqual(["blocked"]);
});

test("a sound that cannot be started leaves no context open", async () => {
  vi.stubGlobal("Worker", () => {
    throw new Error("no workers here");
  });
  await player.unlock();
  expect(contexts.map(({ state }) => state)).toEqual(["closed"]);
  expect(problems.map(({ code }) => code)).toEqual(["blocked"]);
});
