import { ApiError } from "../../net/api";

const AGAIN_MS = 10_000;
const MOST_DOUBLINGS = 6;

/** Calls once more when the network is back, or after a while: longer, the oftener it has failed. The answer calls it off. */
export function tryAgain(again: () => void, failures = 0): () => void {
  const timer = setTimeout(again, AGAIN_MS * 2 ** Math.min(failures, MOST_DOUBLINGS));
  addEventListener("online", again);
  return () => {
    clearTimeout(timer);
    removeEventListener("online", again);
  };
}

/** Calls once more when `error` has passed: the network is back, or the wait that the server asked for is over. The answer calls it off. */
export function tryAgainWhen(error: unknown, again: () => void): () => void {
  if (!(error instanceof ApiError)) return () => undefined;
  const timer = error.retryAfterS === null ? undefined : setTimeout(again, error.retryAfterS * 1000);
  if (error.status === 0) addEventListener("online", again);
  return () => {
    clearTimeout(timer);
    removeEventListener("online", again);
  };
}
