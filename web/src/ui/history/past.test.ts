import { describe, expect, it } from "vitest";
import type { Evening, PastApi, Top } from "../../net/past_api";
import { Past } from "./past.svelte";

const evening = (from_us: number): Evening => ({
  from_us,
  to_us: from_us + 1,
  starts_at: "",
  ends_at: "",
  tracks: 1,
  people: 1,
});
const top = (plays: number): Top => ({ plays, airtime_s: 0, people_there: 0, tracks: [], people: [] });

describe("a room's past", () => {
  it("shows the figures that were asked for last, whichever come first", async () => {
    const answers = new Map<number | null, (top: Top) => void>();
    const api = {
      evenings: () => Promise.resolve({ evenings: [evening(5)], next: null }),
      top: (_: string, of: Evening | null) =>
        new Promise<Top>((resolve) => answers.set(of === null ? null : of.from_us, resolve)),
    };
    const past = new Past(api as unknown as PastApi, () => "ABC234");
    const ever = past.show("top");
    const one = past.show("top", evening(5));
    answers.get(5)?.(top(2));
    answers.get(null)?.(top(9));
    await Promise.all([ever, one]);
    expect([past.top?.plays, past.evening?.from_us]).toEqual([2, 5]);
  });

  it("says why there are none", async () => {
    const api = { top: () => Promise.reject(new Error("away")) };
    const past = new Past(api as unknown as PastApi, () => "ABC234");
    await past.show("top");
    expect(past.failure).toEqual(new Error("away"));
  });
});
