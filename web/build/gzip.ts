import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = new Set([".js", ".css", ".html", ".svg", ".json", ".webmanifest", ".wasm", ".txt"]);
const MIN_BYTES = 1024;

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}

/** Put a `.gz` file next to every text asset, so that the server sends compressed bytes without compressing any. */
export function gzipAssets(): Plugin {
  let outDir = "";
  return {
    name: "sonix-gzip-assets",
    apply: "build",
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async closeBundle() {
      for (const path of await filesUnder(outDir)) {
        if (!COMPRESSIBLE.has(extname(path))) continue;
        if ((await stat(path)).size >= MIN_BYTES) await compress(path);
      }
    },
  };
}
