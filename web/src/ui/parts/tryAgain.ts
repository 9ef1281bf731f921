const AGAIN_MS = 10_000;

/** Calls once more when the network is back, or after a while. The answer calls it off. */
export function tryAgain(again: () => void): () => void {
  const timer = setTimeout(again, AGAIN_MS);
  addEventListener("online", again);
  return () => {
    clearTimeout(timer);
    removeEventListener("online", again);
  };
}
