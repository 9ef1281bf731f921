import { createContext } from "svelte";
import type { Api } from "../net/api";
import type { Session } from "../state/session.svelte";
import type { Carried } from "./account/carried.svelte";
import type { InstallPrompt } from "./install/installPrompt.svelte";
import type { InstanceInfo } from "./instance.svelte";
import type { Toasts } from "./parts/toasts.svelte";
import type { ActiveRoom } from "./room/activeRoom.svelte";
import type { Preferences } from "./preferences.svelte";
import type { Router } from "./router.svelte";
import type { Theme } from "./theme/theme.svelte";
import type { UploadDesk } from "./upload/desk.svelte";

/** What every screen may use. Built once in `main.ts`, provided by `App.svelte`. */
export interface App {
  session: Session;
  api: Api;
  router: Router;
  theme: Theme;
  preferences: Preferences;
  toasts: Toasts;
  instance: InstanceInfo;
  /** The room that plays, also while another screen is in front. */
  active: ActiveRoom;
  /** Uploads, which go on while screens change. */
  desk: UploadDesk;
  install: InstallPrompt;
  carried: Carried;
}

export const [useApp, provideApp] = createContext<App>();
