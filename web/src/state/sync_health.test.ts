import { describe, expect, it } from "vitest";
import { LOCKED, type PlayerStatus } from "../audio/ports";
import { syncHealth, type SyncFacts } from "./sync_health";

const playing: PlayerStatus = {
  ...LOCKED,
  state: "playing",
  errUs: 300,
  bufferedMs: 90_000,
  latencyMs: 22,
  engine: "worklet",
  stamps: "browser",
};
const fine: SyncFacts = {
  status: playing,
  remote: false,
  silence: null,
  muted: false,
  online: true,
  hidden: false,
  secure: true,
  clock: { settled: true, sigmaUs: 150, jitterUs: 900 },
  openSuspectUs: 0,
  lineIsEven: false,
  trimUs: 0,
  toComeMs: 600_000,
};
const sounds = (more: Partial<PlayerStatus>): Partial<SyncFacts> => ({ status: { ...playing, ...more } });
const clock = (more: Partial<NonNullable<SyncFacts["clock"]>>): Partial<SyncFacts> => ({
  clock: { settled: true, sigmaUs: 150, jitterUs: 900, ...more },
});

describe("the headline", () => {
  it.each<[Partial<SyncFacts>, string, string]>([
    [{}, "In step", "In step"],
    [{ trimUs: 150_000 }, "In step, trimmed +150 ms", "In step"],
    [{ muted: true }, "Muted", "Muted"],
    [{ silence: "other-tab" }, "Plays in another tab", "In another tab"],
    [sounds({ state: "idle", errUs: null }), "Nothing plays", "Nothing plays"],
  ])("%o: %s", (more, headline, brief) => expect(syncHealth({ ...fine, ...more })).toMatchObject({ headline, brief }));
});

describe("the verdict", () => {
  it.each<[string, Partial<SyncFacts>, string, string]>([
    ["all is well", {}, "good", "none"],
    ["all is well, in the background", { hidden: true }, "good", "none"],
    ["the browser wants a tap", sounds({ state: "locked", errUs: null }), "unknown", "silenced"],
    ["the system stopped the sound", sounds({ state: "interrupted", errUs: null }), "unknown", "silenced"],
    ["another tab sounds", { silence: "other-tab" }, "unknown", "silenced"],
    ["muted here", { muted: true }, "unknown", "muted"],
    ["muted on a page that is not secure", { muted: true, secure: false }, "unknown", "muted"],
    ["only a remote", { remote: true, ...sounds({ state: "remote", errUs: null }) }, "unknown", "none"],
    ["the music ran dry", sounds({ state: "buffering", errUs: null }), "unknown", "buffer"],
    ["the clock is not there yet", { clock: null, ...sounds({ errUs: null }) }, "unknown", "starting"],
    ["the first sound", sounds({ errUs: null }), "unknown", "starting"],
    ["sound by way of an element", sounds({ errUs: null, route: "element" }), "unknown", "hidden"],
    ["the controller settles", sounds({ errUs: 12_000, settling: true }), "fair", "starting"],
    ["the clock is measured anew", clock({ settled: false }), "good", "starting"],
    ["nothing plays", sounds({ state: "idle", errUs: null }), "unknown", "none"],
    ["cut off, and nothing plays", { online: false, ...sounds({ state: "idle", errUs: null }) }, "unknown", "offline"],
    ["cut off, and in step still", { online: false }, "good", "offline"],
    ["a lopsided line", { openSuspectUs: 27_400 }, "bad", "asymmetry"],
    ["a suspicion nobody can hear", { openSuspectUs: 2_000 }, "good", "none"],
    ["an unsteady network", clock({ sigmaUs: 4_000, jitterUs: 30_000 }), "good", "network"],
    ["a very unsteady network", clock({ sigmaUs: 9_000, jitterUs: 60_000 }), "fair", "network"],
    ["a jittery network with a good clock", clock({ jitterUs: 60_000 }), "good", "none"],
    ["few probes yet", clock({ sigmaUs: 4_000 }), "good", "clock"],
    ["off in the background", { hidden: true, ...sounds({ errUs: 9_000 }) }, "fair", "hidden"],
    [
      "off on a page that is not secure",
      { secure: false, ...sounds({ engine: "chunks", errUs: 25_000 }) },
      "bad",
      "insecure",
    ],
    ["off for no reason to be seen", sounds({ errUs: -25_000 }), "bad", "output"],
    ["in step on a page that is not secure", { secure: false, ...sounds({ engine: "chunks" }) }, "good", "insecure"],
    ["the simple engine chosen by hand", sounds({ engine: "chunks" }), "good", "none"],
    ["little music ahead", sounds({ bufferedMs: 2_000 }), "good", "buffer"],
    ["the end of the last track", { toComeMs: 1_800, ...sounds({ bufferedMs: 1_700 }) }, "good", "none"],
    ["Bluetooth", sounds({ latencyMs: 180 }), "good", "output"],
  ])("%s", (_case, more, level, cause) => {
    const health = syncHealth({ ...fine, ...more });
    expect([health.level, health.cause]).toEqual([level, cause]);
    expect(health.headline).not.toBe("");
    expect(health.advice).toMatch(/\.$/);
  });

  it("tells the silence first, whatever else is wrong", () => {
    const worst = { ...fine, ...clock({ sigmaUs: 9_000, jitterUs: 60_000 }), online: false, silence: "here" as const };
    expect(syncHealth(worst)).toMatchObject({ cause: "silenced", figureUs: null, action: { kind: "listen" } });
  });

  it("tells a lost connection before what follows from it", () => {
    expect(syncHealth({ ...fine, online: false, ...clock({ sigmaUs: 9_000 }) }).cause).toBe("offline");
  });
});

describe("a suspicion", () => {
  it("is in the figure, and a trim against it is offered on top of the one there is", () => {
    const late = syncHealth({ ...fine, openSuspectUs: 27_400, trimUs: 10_000 });
    expect(late).toMatchObject({ suspected: true, figureUs: 27_700, action: { kind: "trim", trimUs: 37_000 } });
    expect(late.action?.label).toBe("Try 27 ms earlier");
    const early = syncHealth({ ...fine, openSuspectUs: -12_000 });
    expect(early.action).toEqual({ kind: "trim", label: "Try 12 ms later", trimUs: -12_000 });
  });

  it("of the trim, on a line that is even, is said to be one", () => {
    const home = syncHealth({ ...fine, openSuspectUs: 28_000, lineIsEven: true, trimUs: -28_000 });
    expect(home).toMatchObject({ level: "bad", action: { label: "Try 28 ms earlier", trimUs: 0 } });
    expect(home.advice).toMatch(/^The trim makes up/);
  });

  it("never asks for more than a trim can be", () => {
    const far = syncHealth({ ...fine, openSuspectUs: 300_000, trimUs: 400_000 });
    expect(far.action).toMatchObject({ trimUs: 500_000 });
  });
});

it("offers the secure page where that is the way out", () => {
  const health = syncHealth({ ...fine, secure: false, ...sounds({ engine: "chunks" }) });
  expect(health.action?.kind).toBe("secure");
});

it("does not tell of a pause where the output never began", () => {
  const stopped = syncHealth({ ...fine, status: { ...playing, state: "interrupted", errUs: null } });
  expect(stopped.headline).not.toMatch(/paused/i);
  expect(syncHealth({ ...fine, silence: "here" }).headline).toMatch(/paused/i);
});
