import { describe, expect, it } from "vitest";
import { contrast, fromLab, parseHex, toHex, toLab, type Lab } from "./colour";
import { calmGlow, type Ground } from "./glow";
import { GROUNDS } from "./theme.svelte";

const COVERS = ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#808080", "#3a1f5c", "#fdf6e3"];

const labOf = (hex: string): Lab => toLab(parseHex(hex) ?? [0, 0, 0]);

function lit(glow: string, { ground, share }: Ground): string {
  const [light, floor] = [labOf(glow), labOf(ground)];
  const at = (n: 0 | 1 | 2): number => floor[n] + (light[n] - floor[n]) * share;
  return toHex(fromLab([at(0), at(1), at(2)]));
}

describe("light from the cover", () => {
  for (const theme of ["dark", "light"] as const) {
    it.each(COVERS)(`${theme}: everything stays readable in %s`, (cover) => {
      const glow = calmGlow(cover, GROUNDS[theme]);
      const seen = lit(glow ?? "", GROUNDS[theme]);
      for (const text of GROUNDS[theme].texts) expect(contrast(text, seen)).toBeGreaterThanOrEqual(4.5);
    });
  }

  it("is the cover's own where that is calm enough", () => {
    expect(calmGlow("#3a1f5c", GROUNDS.dark)).toBe("#3a1f5c");
  });

  it("is nothing without a colour", () => {
    expect(calmGlow("red", GROUNDS.dark)).toBeNull();
  });
});
