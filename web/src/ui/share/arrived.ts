/** What the service worker has kept of what another app shared; the names are those of `sw/shared.ts`. */
import { normaliseCode } from "../roomCode";

const SHARED_CACHE = "sonix-shared";
const NAME_HEADER = "x-sonix-name";

export interface Arrived {
  readonly texts: readonly string[];
  readonly files: readonly File[];
}

const NOTHING: Arrived = { texts: [], files: [] };

/** What has arrived, which stays until `taken`: a page that is reloaded finds it again. */
export async function arrived(): Promise<Arrived> {
  if (!("caches" in globalThis) || !(await caches.has(SHARED_CACHE))) return NOTHING;
  const cache = await caches.open(SHARED_CACHE);
  const found: unknown = await (await cache.match("/share/text"))?.json();
  const texts = Array.isArray(found) ? found.filter((text) => typeof text === "string") : [];
  const files: File[] = [];
  for (let index = 0; ; index += 1) {
    const kept = await cache.match(`/share/${index}`);
    if (kept === undefined) return { texts, files };
    files.push(await asFile(kept));
  }
}

export async function taken(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(SHARED_CACHE);
}

/** The room of this Sonix that a text links to; null when it links to none. */
export function roomIn(text: string, origin: string): string | null {
  for (const [found] of text.matchAll(/https?:\/\/\S+/g)) {
    if (!URL.canParse(found)) continue;
    const url = new URL(found);
    const code = /^\/r\/([^/]+)$/.exec(url.pathname)?.[1];
    if (url.origin === origin && code !== undefined) return normaliseCode(code);
  }
  return null;
}

async function asFile(kept: Response): Promise<File> {
  const name = decodeURIComponent(kept.headers.get(NAME_HEADER) ?? "") || "music";
  return new File([await kept.blob()], name, { type: kept.headers.get("content-type") ?? "" });
}
