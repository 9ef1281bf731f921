import { describe, expect, it } from "vitest";
import { LanePlanner } from "./lanes";
import type { PlanPart } from "./messages";
import { passagesOf } from "./passages";
import type { PlayableTrack, Segment } from "./ports";

const S = 1_000_000;
const track = (id: string, seconds = 180): PlayableTrack => ({
  rendition: {
    rendition_id: id,
    samples: seconds * 48_000,
    pre_skip: 312,
    packets: seconds * 50 + 1,
    size_bytes: 1,
    gain_db: 0,
  },
});
const tracks = new Map([
  ["a", track("ra")],
  ["b", track("rb")],
]);
const segment = (entryId: string, fromS: number, positionS: number, playing = true): Segment => ({
  entryId,
  fromUs: fromS * S,
  positionUs: positionS * S,
  playing,
  epoch: 1,
});

/** Plans at `nowS` with the lanes filled as far as they may be. */
function plan(
  planner: LanePlanner,
  segments: Segment[],
  nowS: number,
): { parts: PlanPart[]; opened: number; closed: number } {
  const passages = passagesOf(segments);
  const parts = planner.parts(passages, tracks);
  const result = planner.assign(parts, passages, tracks, nowS * S, nowS * 1000);
  for (const lane of result.orders.open) lane.hi = Math.min(lane.rendition.samples, lane.lo + 9 * 48_000);
  return { parts: result.parts, opened: result.orders.open.length, closed: result.orders.close.length };
}

describe("the lanes", () => {
  it("keep one stream through a pause and the play after it", () => {
    const planner = new LanePlanner();
    const first = plan(planner, [segment("a", 0, 20, false)], 1);
    const second = plan(planner, [segment("a", 0, 20, false), segment("a", 2, 20)], 1.5);
    expect(first.opened).toBe(1);
    expect(second.opened).toBe(0);
    expect(second.parts.map((part) => part.lane)).toEqual([1, 1]);
  });

  it("serve a short seek from what is decoded already, and a far one by a stream of its own", () => {
    const planner = new LanePlanner();
    plan(planner, [segment("a", 0, 20)], 0);
    expect(plan(planner, [segment("a", 0, 20), segment("a", 1, 26)], 0.5).opened).toBe(0);
    expect(plan(planner, [segment("a", 0, 20), segment("a", 1, 100)], 0.6).opened).toBe(1);
  });

  it("open the next track shortly before its turn, chained to the end before it", () => {
    const planner = new LanePlanner();
    const segments = [segment("a", 0, 0), segment("b", 180, 0)];
    const early = plan(planner, segments, 10);
    expect(early.parts.map((part) => part.chained)).toEqual([false, true]);
    expect(early.parts[1]?.lane).toBe(-1);
    planner.note([{ lane: 1, lo: 170 * 48_000, hi: 180 * 48_000 }]);
    expect(plan(planner, segments, 175).parts[1]?.lane).toBe(2);
  });

  it("do not chain a jump to the next track's start", () => {
    const parts = new LanePlanner().parts(passagesOf([segment("a", 0, 0), segment("b", 90, 0)]), tracks);
    expect(parts[1]?.chained).toBe(false);
  });

  it("give the same music the same key in every plan, and other music another", () => {
    const planner = new LanePlanner();
    const key = (one: Segment): number | undefined => planner.parts(passagesOf([one]), tracks)[0]?.key;
    expect(key({ ...segment("a", 0, 20), epoch: 9 })).toBe(key(segment("a", 0, 20)));
    expect(key(segment("a", 5, 25))).toBe(key(segment("a", 0, 20)));
    expect(key(segment("a", 5, 20))).not.toBe(key(segment("a", 0, 20)));
    expect(key(segment("a", 0, 20, false))).not.toBe(key(segment("a", 0, 20)));
  });

  it("close what nobody has needed for a while", () => {
    const planner = new LanePlanner();
    plan(planner, [segment("a", 0, 20)], 0);
    expect(plan(planner, [segment("b", 0, 0)], 0.5).closed).toBe(0);
    expect(plan(planner, [segment("b", 1, 0)], 3).closed).toBe(1);
  });

  it("stay few when somebody drags the seek bar about", () => {
    const planner = new LanePlanner();
    for (let i = 0; i < 30; i += 1) {
      const target = (i * 37) % 170;
      plan(planner, [segment("a", i * 0.1, target)], i * 0.1 + 0.05);
      expect(planner.lanes.length).toBeLessThanOrEqual(4);
    }
  });

  it("open a new stream where the music has got to when a stalled one is far behind", () => {
    const planner = new LanePlanner();
    const first = plan(planner, [segment("a", 0, 0)], 0);
    const later = plan(planner, [segment("a", 0, 0)], 60);
    expect(later.parts[0]?.lane).not.toBe(first.parts[0]?.lane);
    expect(planner.lanes.at(-1)?.lo).toBeGreaterThan(59 * 48_000);
  });
});
