/** Calls back when this page comes to the front again or the network does, and when the network goes. The answer ends it. */
export function watchPage(revive: () => void, lost: () => void): () => void {
  const shown = (): void => {
    if (document.visibilityState === "visible") revive();
  };
  document.addEventListener("visibilitychange", shown);
  addEventListener("online", revive);
  addEventListener("offline", lost);
  return () => {
    document.removeEventListener("visibilitychange", shown);
    removeEventListener("online", revive);
    removeEventListener("offline", lost);
  };
}
