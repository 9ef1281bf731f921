/**
 * The service worker: keeps the application shell, so that the page opens at once and without a connection.
 *
 * It never touches the API, media or sockets. A new version waits until a page says that it may take over and no page plays.
 */

import { ACTIVATE, anyPlaying, BUSY, GO, isMessage, pathsOf } from "./sw/messages.ts";
import { isLookedAt, pathWithin, readNote, shown, tabFor, type Tab } from "./sw/notes.ts";
import { keepShared } from "./sw/shared.ts";
import { cacheName, isAway, outdated, PASSED_BY, routeOf } from "./sw/shell.ts";

declare const self: ServiceWorkerGlobalScope;
/** Put in by `build/precache.ts`. */
declare const __SONIX_PRECACHE__: { readonly version: string; readonly files: readonly string[] };

const shell = __SONIX_PRECACHE__;
const PAGE = "/";

async function keepShell(): Promise<void> {
  const cache = await caches.open(cacheName(shell.version));
  const assets = shell.files.filter((name) => name !== "/index.html");
  await cache.addAll([new Request(PAGE, { cache: "reload" }), ...assets]);
}

async function dropOutdated(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(outdated(names, shell.version).map(async (name) => caches.delete(name)));
  await self.clients.claim();
}

async function keptPage(): Promise<Response | undefined> {
  const cache = await caches.open(cacheName(shell.version));
  return cache.match(PAGE);
}

/** A network that hangs is as good as none: after so long the page that is kept is shown. */
const PATIENCE_MS = 5_000;

async function page(request: Request): Promise<Response> {
  const coming = fetch(request);
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
  const answer = await Promise.race([coming, late]).catch(() => null);
  if (answer !== null && !isAway(answer.status)) return answer;
  return (await keptPage()) ?? coming;
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  return kept ?? fetch(request);
}

/** As Chromium has it since 123, and TypeScript does not yet. */
interface RoutingEvent extends ExtendableEvent {
  addRoutes?(rules: { condition: { urlPattern: { pathname: string } }; source: "network" }[]): Promise<void>;
}

/** A listener's worker would live as long as music is fetched, 3 MB of nothing. Where it cannot be passed by, all goes on as it did. */
async function beLeftAlone(event: RoutingEvent): Promise<void> {
  const rules = PASSED_BY.map((pathname) => ({ condition: { urlPattern: { pathname } }, source: "network" as const }));
  await event.addRoutes?.(rules).catch(() => undefined);
}

self.addEventListener("install", (event) => event.waitUntil(Promise.all([keepShell(), beLeftAlone(event)])));
self.addEventListener("activate", (event) => event.waitUntil(dropOutdated()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { method, mode, url } = request;
  switch (routeOf({ method, mode, url, hasRange: request.headers.has("range") }, self.location.origin)) {
    case "page": {
      event.respondWith(page(request));
      return;
    }
    case "asset": {
      event.respondWith(asset(request));
      return;
    }
    case "share": {
      event.respondWith(share(request));
      return;
    }
    case "ignore":
  }
});

/** Another app has shared something with this one: keep it, and show the screen that asks where it is to go. */
async function share(request: Request): Promise<Response> {
  await keepShared(caches, await request.formData());
  return Response.redirect("/share", 303);
}

async function pages(): Promise<readonly WindowClient[]> {
  return self.clients.matchAll({ type: "window", includeUncontrolled: true });
}

async function tabs(): Promise<(Tab & { page: WindowClient })[]> {
  const open = await pages();
  const paths = await pathsOf(open);
  return open.map((page, i) => ({ page, path: paths[i] ?? null, inFront: page.visibilityState === "visible" }));
}

/** Browsers take the right to push away from whoever shows nothing, unless its page is in front. */
async function tell(data: unknown): Promise<void> {
  const note = readNote(data);
  if (note === null) return;
  if (note.kind === "mention" && isLookedAt(await tabs(), note.path)) return;
  const { title, options } = shown(note);
  await self.registration.showNotification(title, options);
}

/** A page that is open goes to the place itself: loaded anew it would lose its music. */
async function open(path: string): Promise<void> {
  const tab = tabFor(await tabs(), path);
  if (tab === undefined) {
    await self.clients.openWindow(path);
    return;
  }
  tab.page.postMessage({ type: GO, path });
  await tab.page.focus();
}

function dataOf(event: PushEvent): unknown {
  try {
    return event.data?.json();
  } catch {
    return null;
  }
}

self.addEventListener("push", (event) => event.waitUntil(tell(dataOf(event))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const data: unknown = event.notification.data;
  event.waitUntil(open(pathWithin(typeof data === "object" && data !== null && "path" in data ? data.path : "/")));
});

async function takeOver(asking: ExtendableMessageEvent["source"]): Promise<void> {
  if (await anyPlaying(await pages())) asking?.postMessage({ type: BUSY });
  else await self.skipWaiting();
}

self.addEventListener("message", (event) => {
  if (isMessage(event.data, ACTIVATE)) event.waitUntil(takeOver(event.source));
});
