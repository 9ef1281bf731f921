/** Into which file a module comes that several others import. */

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importers: readonly string[] } | null;
}

const PAGE = "index.html";

/** "first" for what the page imports, by way of others too, without waiting for it; null for what is fetched later. */
function neededFirst(id: string, graph: ModuleGraph): "first" | null {
  const seen = new Set([id]);
  for (const each of seen) {
    for (const importer of graph.getModuleInfo(each)?.importers ?? []) seen.add(importer);
  }
  const isOfPage = [...seen].some((each) => each.endsWith(PAGE));
  return isOfPage && !id.endsWith(PAGE) ? "first" : null;
}

/**
 * What the first screen needs comes in one file: each further one costs a first visit a connection of its own. What only
 * those screens share that are fetched later comes in another, `later`, which a first visit does not fetch.
 */
export const sharedChunks = [
  { name: neededFirst, priority: 2 },
  { name: "later", minShareCount: 2, priority: 1 },
];
