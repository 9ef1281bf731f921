/** Calls back when the page is looked at again. The answer ends it. */
export function onSeen(seen: () => void): () => void {
  const changed = (): void => {
    if (document.visibilityState === "visible") seen();
  };
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}
