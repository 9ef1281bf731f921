/** Any touch of the page is a chance to start a sound that the browser holds back. */

const GESTURES = ["pointerup", "keydown", "touchend"] as const;

/** Calls back within each gesture, before the page's own handlers, until the returned function is called. */
export function onGesture(act: () => void): () => void {
  // Missing where there is no page: in a test of the logic alone.
  if (typeof document === "undefined") return () => undefined;
  for (const gesture of GESTURES) document.addEventListener(gesture, act, { capture: true, passive: true });
  return () => {
    for (const gesture of GESTURES) document.removeEventListener(gesture, act, { capture: true });
  };
}
