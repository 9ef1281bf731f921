import { fromLab, parseHex, rgbContrast, toHex, toLab, type Lab } from "./colour";

/** Least contrast of text over light from the cover (WCAG 2.2 AA, 1.4.3). */
const READABLE = 4.5;
const STEPS = 32;
/** Where lights meet there is more of them than of one alone. */
const TOGETHER = 1.3;

export interface Ground {
  /** What the light falls on. */
  readonly ground: string;
  /** What is written over it. */
  readonly texts: readonly string[];
  /** Of the light in the mixture, 0 to 1. */
  readonly share: number;
}

/** The nearest colour to `hex` in whose light every text stays readable; null when something is no colour. */
export function calmGlow(hex: string, { ground, texts, share }: Ground): string | null {
  const [colour, under] = [parseHex(hex), parseHex(ground)];
  const written = texts.map(parseHex).filter((text) => text !== null);
  if (colour === null || under === null || written.length < texts.length) return null;
  const [light, floor] = [toLab(colour), toLab(under)];
  const strength = Math.min(1, share * TOGETHER);
  for (let step = 0; step <= STEPS; step += 1) {
    const candidate = between(light, floor, step / STEPS);
    const lit = fromLab(between(floor, toLab(fromLab(candidate)), strength));
    if (written.every((text) => rgbContrast(text, lit) >= READABLE)) return toHex(fromLab(candidate));
  }
  return ground;
}

/** As the browser mixes: `color-mix(in oklab, …)`. */
function between(one: Lab, other: Lab, share: number): Lab {
  const at = (n: 0 | 1 | 2): number => one[n] + (other[n] - one[n]) * share;
  return [at(0), at(1), at(2)];
}
