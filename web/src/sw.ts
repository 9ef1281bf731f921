/**
 * The service worker: keeps the application shell, so that the page opens at once and without a connection.
 *
 * It never touches the API, media or sockets. A new version waits until a page says that it may take over and no page plays.
 */

import { ACTIVATE, anyPlaying, BUSY, isMessage } from "./sw/messages.ts";
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

async function page(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    return isAway(answer.status) ? ((await keptPage()) ?? answer) : answer;
  } catch (error) {
    const kept = await keptPage();
    if (kept === undefined) throw error;
    return kept;
  }
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
    case "ignore":
  }
});

async function takeOver(asking: ExtendableMessageEvent["source"]): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (await anyPlaying(pages)) asking?.postMessage({ type: BUSY });
  else await self.skipWaiting();
}

self.addEventListener("message", (event) => {
  if (isMessage(event.data, ACTIVATE)) event.waitUntil(takeOver(event.source));
});
