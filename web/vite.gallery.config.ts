import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** The gallery as files, for `tests/e2e/test_gallery.py`; `--outDir` says where. */
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: fileURLToPath(new URL("gallery.html", import.meta.url)) },
  },
  worker: { format: "es" },
});
