/** What the service worker does with a request, and which of its caches it keeps. Pure, so that it can be tested. */

export type Route =
  /** Not ours: the browser does what it would do without a service worker. */
  | "ignore"
  /** A page: from the network, else the shell that was kept. */
  | "page"
  /** A file whose name carries a hash of its content: from the cache, else from the network. */
  | "asset"
  /** Another app shares something. */
  | "share";

/** The parts of a `Request` that decide. */
export interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
  /** Media elements ask by ranges; a cache would answer them wrongly. */
  readonly hasRange: boolean;
}

/** Everything the server answers itself. A page of ours never stands under these. */
const SERVER = /^\/(api|media)(\/|$)|^\/(ca\.crt|healthz|readyz|metrics)$/;

export function routeOf(asked: Asked, origin: string): Route {
  const url = new URL(asked.url);
  if (asked.method === "POST" && url.origin === origin && url.pathname === "/share") return "share";
  if (asked.method !== "GET" || url.origin !== origin || asked.hasRange) return "ignore";
  if (SERVER.test(url.pathname)) return "ignore";
  if (url.pathname.startsWith("/assets/")) return "asset";
  return asked.mode === "navigate" ? "page" : "ignore";
}

/** Paths that are "ignore" above, as patterns for a browser that can pass this worker by: else each piece of music wakes it. */
export const PASSED_BY: readonly string[] = ["/api/*", "/media/*"];

const PREFIX = "sonix-shell-";
/** This version and the two before it: a tab left open over an upgrade still finds the parts it loads late. */
const KEPT_VERSIONS = 3;

export function cacheName(version: string): string {
  return `${PREFIX}${version}`;
}

/** `names` in the order of their making, as `caches.keys()` gives them. Caches that are not ours are left alone. */
export function outdated(names: readonly string[], version: string): string[] {
  const current = cacheName(version);
  const earlier = names.filter((name) => name.startsWith(PREFIX) && name !== current);
  return earlier.slice(0, Math.max(0, earlier.length - (KEPT_VERSIONS - 1)));
}

/** A proxy whose server is away answers these; the kept shell serves a person better. */
export function isAway(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}
