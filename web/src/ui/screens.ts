import type { Component } from "svelte";

export type ScreenLoader = () => Promise<{ default: Component }>;

/** Screens that are fetched when they are first opened, so that they cost the room nothing. */
const found = import.meta.glob<{ default: Component }>(
  "./{library,discover,playlists,settings,share,account,admin}/*Screen.svelte",
);

function screen(path: string): ScreenLoader {
  return found[path] ?? (() => Promise.reject(new Error(`no screen at ${path}`)));
}

export const screens: Record<
  | "library"
  | "discover"
  | "playlist"
  | "settings"
  | "share"
  | "certificate"
  | "account"
  | "door"
  | "carried"
  | "banned"
  | "admin",
  ScreenLoader
> = {
  library: screen("./library/LibraryScreen.svelte"),
  discover: screen("./discover/DiscoverScreen.svelte"),
  playlist: screen("./playlists/PlaylistScreen.svelte"),
  settings: screen("./settings/SettingsScreen.svelte"),
  share: screen("./share/ShareScreen.svelte"),
  certificate: screen("./settings/InstallCertificateScreen.svelte"),
  account: screen("./account/AccountScreen.svelte"),
  door: screen("./account/DoorScreen.svelte"),
  carried: screen("./account/CarriedScreen.svelte"),
  banned: screen("./account/BannedScreen.svelte"),
  admin: screen("./admin/AdminScreen.svelte"),
};
