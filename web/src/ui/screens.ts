import type { Component } from "svelte";

export type ScreenLoader = () => Promise<{ default: Component }>;

/** Screens that are fetched when they are first opened, so that they cost the room nothing. */
const found = import.meta.glob<{ default: Component }>("./{library,settings}/*Screen.svelte");

function screen(path: string): ScreenLoader {
  return found[path] ?? (() => Promise.reject(new Error(`no screen at ${path}`)));
}

export const screens: Record<"library" | "settings" | "certificate", ScreenLoader> = {
  library: screen("./library/LibraryScreen.svelte"),
  settings: screen("./settings/SettingsScreen.svelte"),
  certificate: screen("./settings/InstallCertificateScreen.svelte"),
};
