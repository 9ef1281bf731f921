const SHORT_MS = 160;

/** Length of a transition in ms: none for people who asked their system for less motion. */
export function motionMs(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : SHORT_MS;
}
