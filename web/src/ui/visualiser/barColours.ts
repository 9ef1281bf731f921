import { readableAccent } from "../theme/accent";
import { calmGlow } from "../theme/glow";
import { GROUNDS } from "../theme/theme.svelte";

/** Of the bars' colours in what is seen behind the words, 0 to 1. */
export const BARS_SHARE = 0.26;

/** The cover's colours as bars behind words: told from the ground, light or dark, and what is written over them stays readable. */
export function barColours(cover: readonly string[], theme: "dark" | "light"): string[] {
  const ground = GROUNDS[theme];
  const colours = cover.length > 0 ? cover : ground.texts;
  return colours.flatMap((colour) => {
    const seen = readableAccent(colour, [ground.ground])?.accent;
    return seen === undefined ? [] : (calmGlow(seen, { ...ground, share: BARS_SHARE }) ?? seen);
  });
}
