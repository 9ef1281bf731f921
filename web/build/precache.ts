import { createHash } from "node:crypto";
import type { Plugin } from "vite";

const WORKER = "sw.js";
const PLACEHOLDER = "__SONIX_PRECACHE__";
/** Sign-in services are fetched by whoever uses one: a shell that keeps them would send them to everybody. */
const PRECACHED = /^(index\.html|assets\/(?!firebase-|supabase-).*\.(js|css|woff2|wasm))$/;

/**
 * Tell the service worker what the application shell is made of.
 *
 * `src/sw.ts` uses a free global `__SONIX_PRECACHE__`, which becomes `{version, files}` here: the names of every shell file
 * ("/assets/…"), and a hash over them that changes whenever any of them does.
 */
export function precacheList(): Plugin {
  return {
    name: "sonix-precache-list",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle[WORKER];
      if (worker?.type !== "chunk") return;
      if (worker.imports.length > 0)
        throw new Error(`${WORKER} may import nothing, or it never starts: ${worker.imports.join(", ")}`);
      const files = Object.keys(bundle)
        .filter((name) => PRECACHED.test(name))
        .sort()
        .map((name) => `/${name}`);
      const version = createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 12);
      worker.code = worker.code.replaceAll(PLACEHOLDER, JSON.stringify({ version, files }));
    },
  };
}
