import { describe, expect, it } from "vitest";
import { contrast, parseHex, toHex } from "../theme/colour";
import { GROUNDS } from "../theme/theme.svelte";
import { barColours, BARS_SHARE } from "./barColours";

const COVERS = ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#808080", "#3a1f5c", "#fdf6e3"];

/** As `opacity` mixes. */
function over(ground: string, colour: string): string {
  const [under, light] = [parseHex(ground) ?? [0, 0, 0], parseHex(colour) ?? [0, 0, 0]];
  const at = (n: 0 | 1 | 2): number => under[n] + (light[n] - under[n]) * BARS_SHARE;
  return toHex([at(0), at(1), at(2)]);
}

describe.each(["dark", "light"] as const)("bars on a %s page", (theme) => {
  const { ground, texts } = GROUNDS[theme];

  it.each([...COVERS.map((cover) => [cover]), []])("are seen, and so are the words before them: %s", (...cover) => {
    const colours = barColours(cover, theme);
    expect(colours.length).toBeGreaterThan(0);
    for (const seen of colours.map((colour) => over(ground, colour))) {
      expect(contrast(seen, ground)).toBeGreaterThanOrEqual(1.2);
      for (const text of texts) expect(contrast(text, seen)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
