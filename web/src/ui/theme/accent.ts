/** One accent from the artwork, made readable. Colours are moved along OKLab lightness only, so the hue stays the cover's. */

import { contrast, fromLab, luminance, parseHex, rgbContrast, toHex, toLab, type Rgb } from "./colour";

/** Least contrast of text against its ground (WCAG 2.2 AA, 1.4.3), with a little kept in hand for tinted surfaces. */
const READABLE = 4.8;
/** Of the accent in `--accent-soft`. */
const SOFT_SHARE = 0.12;
const STEPS = 40;

export interface Accent {
  /** Readable as text and as a graphic on the given surfaces. */
  accent: string;
  /** Readable on `accent`. */
  onAccent: string;
}

/** On the ground itself, and on the ground tinted with the colour, as rows that are chosen have it (`--accent-soft`). */
function isReadable(colour: Rgb, ground: Rgb): boolean {
  const tint = (at: 0 | 1 | 2): number => ground[at] + (colour[at] - ground[at]) * SOFT_SHARE;
  return rgbContrast(colour, ground) >= READABLE && rgbContrast(colour, [tint(0), tint(1), tint(2)]) >= READABLE;
}

/**
 * The nearest colour to `hex` that is readable on every one of `surfaces` (all dark, or all light), and what is readable on it.
 * Null when `hex` is no colour.
 */
export function readableAccent(hex: string, surfaces: readonly string[]): Accent | null {
  const rgb = parseHex(hex);
  const grounds = surfaces.map(parseHex).filter((ground): ground is Rgb => ground !== null);
  const first = grounds[0];
  if (!rgb || !first) return null;
  const [lightness, a, b] = toLab(rgb);
  const target = luminance(first) < 0.2 ? 1 : 0;
  let found: Rgb = target === 1 ? [1, 1, 1] : [0, 0, 0];
  for (let step = 0; step <= STEPS; step += 1) {
    const share = step / STEPS;
    // Chroma fades only as the colour nears white or black, where the gamut closes anyway.
    const fade = 1 - share ** 3;
    const candidate = fromLab([lightness + (target - lightness) * share, a * fade, b * fade]);
    if (grounds.every((ground) => isReadable(candidate, ground))) {
      found = candidate;
      break;
    }
  }
  const accent = toHex(found);
  const dark = "#120c08";
  const onAccent = contrast(accent, "#ffffff") > contrast(accent, dark) ? "#ffffff" : dark;
  return { accent, onAccent };
}
