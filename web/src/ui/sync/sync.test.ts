import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SyncRow } from "../../state/sync_reports.svelte";
import { RoomClicks } from "./roomClicks.svelte";
import { spokenHealth } from "./causeWords";
import { holding } from "./holding";
import { rowCause, rowDetails, rowFigure, summaryWords } from "./rowWords";
import { sparkPath, sparkY } from "./sparkPath";
import { Steady } from "./steady.svelte";

describe("the line of a graph", () => {
  it("shows late above and early below, and never leaves its box", () => {
    expect(sparkY(0, 40)).toBe(20);
    expect(sparkY(10_000, 40)).toBe(10);
    expect(sparkY(-10_000, 40)).toBe(30);
    expect([sparkY(9e9, 40), sparkY(-9e9, 40)]).toEqual([0, 40]);
  });
  it("shows a tenth of a millisecond", () => expect(20 - sparkY(100, 40)).toBeGreaterThan(0.9));
  it("breaks where nothing was measured", () => {
    const points = [0, null, 0, 0].map((errUs, index) => ({ x: index / 3, errUs }));
    expect(sparkPath(points, 30, 40)).toBe("M0.0 20.0M20.0 20.0L30.0 20.0");
    expect(sparkPath([], 30, 40)).toBe("");
  });
});

describe("words that keep still", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("follow what stays, and ignore what comes and goes", () => {
    const words = new Steady("good", 1000);
    words.offer("bad");
    vi.advanceTimersByTime(900);
    words.offer("good");
    vi.advanceTimersByTime(5000);
    expect(words.value).toBe("good");
    words.offer("bad");
    vi.advanceTimersByTime(600);
    words.offer("bad");
    vi.advanceTimersByTime(400);
    expect(words.value).toBe("bad");
  });

  it("do not move after the end", () => {
    const words = new Steady("good", 1000);
    words.offer("bad");
    words.stop();
    vi.advanceTimersByTime(5000);
    expect(words.value).toBe("good");
  });
});

describe("the countdown of the room's click track", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("runs down with the room's time, ends by itself and asks no more", () => {
    let nowUs = 0;
    const asked = vi.fn(() => nowUs);
    const clicks = new RoomClicks({ clickUntilUs: 103_000_000, nowUs: asked });
    const stop = clicks.follow();
    expect(clicks.left).toBe("1:43");
    nowUs = 98_500_000;
    vi.advanceTimersByTime(300);
    expect(clicks.left).toBe("0:05");
    nowUs = 103_000_000;
    vi.advanceTimersByTime(300);
    expect(clicks.left).toBeNull();
    const calls = asked.mock.calls.length;
    vi.advanceTimersByTime(10_000);
    expect(asked.mock.calls.length).toBe(calls);
    stop();
  });
});

describe("a row of everyone's sync", () => {
  const report: SyncRow["report"] = {
    member_id: "a",
    err_us: -400,
    sigma_us: 150,
    rtt_us: 4_000,
    jitter_us: 500,
    buffered_ms: 90_400,
    latency_ms: 20,
    trim_us: 0,
    suspect_us: null,
    source: "worklet",
    cause: "none",
    hidden: false,
    audible: true,
    remote: false,
    dropouts: 0,
    history: [],
  };
  const row = (more: Partial<SyncRow["report"]>, figureUs: number | null = -400): SyncRow => ({
    memberId: "a",
    report: { ...report, ...more },
    level: "good",
    figureUs,
    history: [],
  });

  it.each([
    [row({}), "0.4 ms early", ""],
    [row({ err_us: -20 }, -20), "< 0.1 ms", ""],
    [row({ trim_us: 150_000 }), "0.4 ms early", "trim +150 ms"],
    [row({ audible: false, cause: "muted", trim_us: 150_000 }, null), "Muted", ""],
    [row({ cause: "network" }), "0.4 ms early", "unsteady network"],
    [row({ suspect_us: 27_000, cause: "asymmetry" }, 26_600), "≈ 27 ms late", "lopsided line"],
    [row({ remote: true, audible: false }, null), "Remote only", ""],
    [row({ audible: false, cause: "silenced" }, null), "Silent", ""],
    [row({ err_us: null, cause: "starting" }, null), "Not measured", "coming into step"],
  ])("%#: %o", (one, figure, cause) => expect([rowFigure(one), rowCause(one)]).toEqual([figure, cause]));

  it("is not measured in a silence, for there is nothing to measure", () =>
    expect(rowFigure(row({ err_us: null }, null), false)).toBe("Nothing plays"));

  it("tells the rest on demand", () => {
    const details = new Map(rowDetails(row({ hidden: true, trim_us: -12_000 })));
    expect(details.get("Trim")).toBe("−12 ms");
    expect(details.get("Page")).toBe("In the background");
    expect(details.has("Suspected")).toBe(false);
  });

  it("says late or early of a suspicion: its plus is not a trim's", () => {
    const details = new Map(rowDetails(row({ suspect_us: 27_000 })));
    expect(details.get("Suspected")).toBe("27 ms late");
  });

  it("counts those that can be measured, and names the others", () => {
    const silent = row({ audible: false, cause: "silenced" }, null);
    const remote = row({ remote: true, audible: false }, null);
    const starting = row({ err_us: null, cause: "starting" }, null);
    const off: SyncRow = { ...row({}, 30_000), level: "bad" };
    expect(summaryWords([row({}), row({}), silent, remote], true)).toBe("2 of 2 in step, 1 silent.");
    expect(summaryWords([row({}), off, starting], true)).toBe("1 of 2 in step, 1 not measured yet.");
    expect(summaryWords([starting, silent], false)).toMatch(/^Nothing plays/);
  });
});

it("what is read aloud holds no figure", () => {
  expect(spokenHealth({ headline: "Out of step", cause: "asymmetry" })).toBe("Out of step: lopsided line.");
  expect(spokenHealth({ headline: "Coming into step", cause: "starting" })).toBe("Coming into step.");
});

describe("a button that is held", () => {
  let node: EventTarget;
  let pressed: number;
  let end: ReturnType<ReturnType<typeof holding>>;
  const fire = (type: string): boolean =>
    node.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), { button: 0 }));

  beforeEach(() => {
    vi.useFakeTimers();
    const page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page));
    node = new EventTarget();
    pressed = 0;
    const press = (): void => void (pressed += 1);
    end = holding(press)(node as HTMLElement);
    node.addEventListener("click", press);
  });
  afterEach(() => {
    end?.();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("repeats until it is let go, which is no further press", () => {
    fire("pointerdown");
    vi.advanceTimersByTime(1000);
    fire("pointerup");
    const held = pressed;
    expect(held).toBeGreaterThan(5);
    fire("click");
    vi.advanceTimersByTime(1000);
    expect(pressed).toBe(held);
  });

  it.each(["pointerleave", "pointercancel"])("takes the next key after a %s", (away) => {
    fire("pointerdown");
    vi.advanceTimersByTime(1000);
    fire(away);
    const held = pressed;
    fire("click");
    expect(pressed).toBe(held + 1);
  });

  it("stops with the window", () => {
    fire("pointerdown");
    vi.advanceTimersByTime(1000);
    const held = pressed;
    globalThis.dispatchEvent(new Event("blur"));
    vi.advanceTimersByTime(1000);
    expect(pressed).toBe(held);
  });
});
