/** The end of notifications in this browser, for whoever signs out in it. */
export const WISHES_KEY = "sonix.notifications";
const PATIENCE_MS = 2_000;

/**
 * Whoever is not signed in here any more is not told here what others say to them. The server learns of it from the push
 * service. Never throws, and waits for no network.
 */
export async function endPush(): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([end().catch(() => undefined), patience]);
}

async function end(): Promise<void> {
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis)) return;
  localStorage.removeItem(WISHES_KEY);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}
