import { passagesOf } from "./passages";
import { describe, expect, it } from "vitest";
import type { PlayableTrack, Segment } from "./ports";
import { bufferedAheadUs, bufferedRanges, firstPackets, isBuffered, wantedPackets } from "./prefetch";

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
const tracks = new Map(["a", "b", "c", "d"].map((id) => [id, track(`r${id}`)]));
const segment = (entryId: string, fromS: number, positionS: number, playing = true): Segment => ({
  entryId,
  fromUs: fromS * S,
  positionUs: positionS * S,
  playing,
  epoch: 1,
});

describe("what is fetched ahead", () => {
  it("begins with what the ear meets next, then the tracks a skip leads to, then two minutes across the track's end", () => {
    const wants = wantedPackets(passagesOf([segment("b", 0, 0), segment("c", 180, 0)]), tracks, 100 * S);
    expect(wants[0]).toMatchObject({ renditionId: "rb", from: 99.8 * 50 });
    expect(wants.slice(1, 4).map((want) => want.renditionId)).toEqual(["rc", "rb", "ra"]);
    const whole = wants.filter((want) => want.renditionId === "rc").map((want) => want.to);
    expect(Math.max(...whole)).toBeGreaterThan(39 * 50);
    expect(wants.at(5)).toMatchObject({ renditionId: "rb", from: 90 * 50 });
    expect(wants.some((want) => want.renditionId === "rb" && want.to === 180 * 50 + 1)).toBe(true);
  });

  it("includes a seek's target before it is its turn", () => {
    const wants = wantedPackets(passagesOf([segment("a", 0, 0), segment("a", 11, 120)]), tracks, 10 * S);
    expect(wants[1]).toMatchObject({ renditionId: "ra", from: 120 * 50 });
  });

  it("holds the place where the music stands still", () => {
    const [first] = wantedPackets(passagesOf([segment("a", 0, 60, false)]), tracks, 10 * S);
    expect(first).toMatchObject({ renditionId: "ra", from: 59.8 * 50 });
    expect(first?.to).toBeGreaterThan(79 * 50);
  });
});

it("is only what the first sound needs while nothing can sound yet", () => {
  const wants = firstPackets(passagesOf([segment("b", 0, 0), segment("c", 180, 0)]), tracks, 100 * S);
  expect(wants).toEqual([{ renditionId: "rb", from: 99.8 * 50, to: 120 * 50 + 1 }]);
});

describe("what is held", () => {
  const held = [{ renditionId: "ra", from: 0, to: 1000 }];
  const ranges = bufferedRanges(held, ["a", "b"], tracks);

  it("is told in positions", () => {
    expect(ranges).toEqual([{ entryId: "a", fromUs: 0, toUs: 19_993_500 }]);
  });

  it("can sound at once where two seconds of it follow, or the track's end", () => {
    const ready = (entry: string, positionS: number): boolean => isBuffered(ranges, entry, positionS * S, 180 * S);
    expect(ready("a", 0)).toBe(true);
    expect(ready("a", 17)).toBe(true);
    expect(ready("a", 18.5)).toBe(false);
    expect(ready("b", 0)).toBe(false);
    const end = bufferedRanges([{ renditionId: "ra", from: 8750, to: 9001 }], ["a"], tracks);
    expect(isBuffered(end, "a", 179.5 * S, 180 * S)).toBe(true);
  });

  it("needs packets before a place to decode it truly", () => {
    const middle = bufferedRanges([{ renditionId: "ra", from: 500, to: 1000 }], ["a"], tracks);
    expect(isBuffered(middle, "a", 10 * S, 180 * S)).toBe(false);
    expect(isBuffered(middle, "a", 10.1 * S, 180 * S)).toBe(true);
  });

  it("counts ahead across a track's end", () => {
    const plan = [segment("a", 0, 0), segment("b", 180, 0)];
    const both = bufferedRanges(
      [
        { renditionId: "ra", from: 8000, to: 9001 },
        { renditionId: "rb", from: 0, to: 500 },
      ],
      ["a", "b"],
      tracks,
    );
    expect(bufferedAheadUs(both, plan, 170 * S) / S).toBeCloseTo(20, 0);
    expect(bufferedAheadUs(ranges, plan, 10 * S) / S).toBeCloseTo(10, 0);
    expect(bufferedAheadUs(ranges, plan, 100 * S)).toBe(0);
  });
});
