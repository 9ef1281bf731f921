/** How the sound is made here. What the browser can do is found by trying; a person or a test may have chosen instead. */

import type { DecoderName, Route } from "./ports";

/** "background": straight out while the page can be seen. */
export type RouteChoice = Route | "background";

export interface Ways {
  /** Null: the worklet, and chunks where it does not work. */
  readonly output: "worklet" | "chunks" | null;
  /** Null: the browser's decoder, and the page's own where that does not work. */
  readonly decoder: DecoderName | null;
  readonly route: RouteChoice;
}

/** What was chosen in this browser's storage (`sonix.engine`, `sonix.decoder`, `sonix.route`). */
export function chosenWays(stored: (key: string) => string | null = read): Ways {
  return {
    output: oneOf(stored("sonix.engine"), ["worklet", "chunks"]),
    decoder: oneOf(stored("sonix.decoder"), ["webcodecs", "wasm"]),
    route:
      oneOf(stored("sonix.route"), ["direct", "element", "background"]) ?? (isIos(navigator) ? "background" : "direct"),
  };
}

/**
 * iOS interrupts a page's audio graph in the background, unless nothing of it goes to the graph's own destination. No feature tells,
 * so the system's name has to: an iPad calls itself a Mac, but no Mac is touched.
 */
export function isIos({ userAgent, maxTouchPoints }: Pick<Navigator, "userAgent" | "maxTouchPoints">): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
}

/** Desktop Chromium's media keys and controls reach a page whose graph sounds: seen in this version. */
const GRAPH_HAS_KEYS = 156;

interface Agent {
  readonly userAgentData?: {
    readonly mobile: boolean;
    readonly brands: readonly { readonly brand: string; readonly version: string }[];
  };
}

/** Whether the system shows its media controls for an `<audio>` only, and not for a graph, as far as this page can tell. */
export function needsElement({ userAgentData }: Navigator & Agent): boolean {
  const chromium = userAgentData?.brands.find(({ brand }) => brand === "Chromium");
  return userAgentData?.mobile !== false || Number(chromium?.version ?? 0) < GRAPH_HAS_KEYS;
}

function oneOf<T extends string>(word: string | null, known: readonly T[]): T | null {
  return known.find((each) => each === word) ?? null;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be closed to us in private windows
  }
}
