import { describe, expect, it } from "vitest";
import { inSight } from "./inSight.svelte";

describe("rows in sight", () => {
  it("are all of a short list", () => {
    expect(inSight(30, -5000, 64, 800)).toEqual([0, 30]);
  });

  it("are those the window shows, and some beyond it on both sides", () => {
    expect(inSight(1000, -6400, 64, 640)).toEqual([93, 117]);
  });

  it("begin and end with the list", () => {
    expect(inSight(1000, 0, 64, 640)).toEqual([0, 17]);
    expect(inSight(1000, -64_000, 64, 640)).toEqual([970, 1000]);
  });
});
