import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { sharedChunks } from "./build/chunks.ts";
import { gzipAssets } from "./build/gzip.ts";
import { precacheList } from "./build/precache.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env["SONIX_BACKEND"] ?? "http://127.0.0.1:8000";
const serviceWorker = here("src/sw.ts");

const input: Record<string, string> = { main: here("index.html") };
if (existsSync(serviceWorker)) input["sw"] = serviceWorker;

export default defineConfig({
  plugins: [svelte(), precacheList(), gzipAssets()],
  build: {
    outDir: here("../src/sonix/web/static"),
    emptyOutDir: true,
    target: "es2022",
    // The content security policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input,
      output: {
        // The service worker's address must never change: browsers look for its next version there.
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        codeSplitting: { groups: sharedChunks },
      },
    },
  },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    fs: { allow: [here("..")] },
    proxy: {
      "/api": { target: backend, ws: true },
      "/media": backend,
      "/ca.crt": backend,
      "/healthz": backend,
      "/readyz": backend,
    },
  },
  test: {
    include: ["src/**/*.test.ts"],
    environment: "node",
  },
});
