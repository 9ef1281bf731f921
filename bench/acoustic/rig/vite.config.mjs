// Builds the rig page from the real engine. Run with web/ as the working folder: that is where node_modules is.
export default {
  root: import.meta.dirname,
  base: "/",
  build: {
    target: "es2022",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
};
