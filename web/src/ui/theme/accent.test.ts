import { describe, expect, it } from "vitest";
import { readableAccent } from "./accent";
import { contrast } from "./colour";

const DARK = ["#0e1015", "#161920", "#20242d"];
const LIGHT = ["#f5f3ef", "#ffffff", "#f0ede7"];
const COVERS = [
  "#000000",
  "#ffffff",
  "#ff0000",
  "#00ff00",
  "#0000ff",
  "#ffff00",
  "#808080",
  "#3a1f5c",
  "#e0784a",
  "#0b3d2e",
];

describe("contrast", () => {
  it("is 21 between black and white and 1 between equals", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#336699", "#336699")).toBeCloseTo(1, 5);
  });

  it("is 1 for what is no colour", () => {
    expect(contrast("red", "#ffffff")).toBe(1);
  });
});

describe("an accent from artwork", () => {
  for (const [theme, surfaces] of [
    ["dark", DARK],
    ["light", LIGHT],
  ] as const) {
    it.each(COVERS)(`${theme}: %s becomes readable on every surface, and carries readable text`, (cover) => {
      const found = readableAccent(cover, surfaces);
      expect(found).not.toBeNull();
      for (const surface of surfaces) expect(contrast(found?.accent ?? "", surface)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(found?.accent ?? "", found?.onAccent ?? "")).toBeGreaterThanOrEqual(4.5);
    });
  }

  it("stays readable on a row that is tinted with it", () => {
    // #1d2f2e and #c9ded4: a sixth of the accent over the page, as the browser mixes it.
    expect(contrast(readableAccent("#3fa07a", DARK)?.accent ?? "", "#1d2f2e")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(readableAccent("#3fa07a", LIGHT)?.accent ?? "", "#c9ded4")).toBeGreaterThanOrEqual(4.5);
  });

  it("leaves a colour alone that is readable already", () => {
    expect(readableAccent("#ff9166", DARK)?.accent).toBe("#ff9166");
  });

  it("keeps the hue: a dark red becomes a lighter red, not grey", () => {
    const accent = readableAccent("#8b0000", DARK)?.accent ?? "";
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(accent.slice(at, at + 2), 16));
    expect(red).toBeGreaterThan((green ?? 0) + 60);
    expect(red).toBeGreaterThan((blue ?? 0) + 60);
  });

  it("is null for what is no colour", () => {
    expect(readableAccent("tomato", DARK)).toBeNull();
    expect(readableAccent("#fff", DARK)).toBeNull();
  });
});
