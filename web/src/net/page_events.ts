/** Calls back when this page comes to the front again, or the network does. The answer ends it. */
export function watchPage(revive: () => void): () => void {
  const shown = (): void => {
    if (document.visibilityState === "visible") revive();
  };
  document.addEventListener("visibilitychange", shown);
  addEventListener("online", revive);
  return () => {
    document.removeEventListener("visibilitychange", shown);
    removeEventListener("online", revive);
  };
}
