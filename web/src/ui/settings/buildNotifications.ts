import { speech } from "../../i18n/words.svelte";
import type { Api } from "../../net/api";
import { PushApi } from "../../net/push_api";
import { Notifications } from "../../state/notifications.svelte";

/** Notifications as this browser has them. Without a worker (a page that is not secure, or not built) there are none. */
export function buildNotifications(api: Api): Notifications {
  const able = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
  return new Notifications(
    new PushApi(api),
    {
      secure: globalThis.isSecureContext,
      registration: async () => (able ? ((await navigator.serviceWorker.getRegistration()) ?? null) : null),
      permission: () => Notification.permission,
      ask: () => Notification.requestPermission(),
    },
    () => speech.language,
  );
}
