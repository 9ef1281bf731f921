/**
 * What other apps share with Sonix: the service worker keeps it until the share screen has taken it. Both know these names; the screen
 * has them again in `ui/share/arrived.ts`, since a module that both import would become a chunk that `sw.js` cannot load.
 */
const SHARED_CACHE = "sonix-shared";
const MOST_FILES = 50;
const NAME_HEADER = "x-sonix-name";

/** Keeps the form's texts under `/share/text` and its files under `/share/0` and on; what was there before goes. */
export async function keepShared(caches: CacheStorage, form: FormData): Promise<void> {
  await caches.delete(SHARED_CACHE);
  const cache = await caches.open(SHARED_CACHE);
  const texts = ["title", "text", "url"].flatMap((name) => {
    const value = form.get(name);
    return typeof value === "string" && value !== "" ? [value] : [];
  });
  await cache.put("/share/text", Response.json(texts));
  const files = form.getAll("files").filter((file) => file instanceof File);
  await Promise.all(
    files.slice(0, MOST_FILES).map(async (file, index) => {
      const headers = { "content-type": file.type, [NAME_HEADER]: encodeURIComponent(file.name) };
      await cache.put(`/share/${index}`, new Response(file, { headers }));
    }),
  );
}
