/**
 * Screens in states that are hard to reach by hand: `/gallery.html?screen=room&state=long&theme=dark&lang=de`.
 * Served by `npm run dev`, and built by itself for `tests/e2e/test_gallery.py`; `vite build` starts from index.html and never comes here.
 */
import { mount } from "svelte";
import "../ui/theme/tokens.css";
import "../ui/theme/base.css";
import App from "../App.svelte";
import { Api } from "../net/api";
import { isLanguage } from "../i18n/languages";
import { speech } from "../i18n/words.svelte";
import { Listening } from "../state/listening.svelte";
import { RoomState } from "../state/room.svelte";
import { Session } from "../state/session.svelte";
import { Carried } from "../ui/account/carried.svelte";
import { InstallPrompt } from "../ui/install/installPrompt.svelte";
import { InstanceInfo } from "../ui/instance.svelte";
import { Toasts } from "../ui/parts/toasts.svelte";
import { Preferences } from "../ui/preferences.svelte";
import { ActiveRoom } from "../ui/room/activeRoom.svelte";
import { Router } from "../ui/router.svelte";
import { Theme } from "../ui/theme/theme.svelte";
import { UploadDesk } from "../ui/upload/desk.svelte";
import { userOf } from "./people";
import { SCENES, SOUNDS } from "./scenes";
import { fakeFetch } from "./server";
import { fakeSockets } from "./socket";
import { playSound } from "./sound";

const target = document.getElementById("app");
if (!target) throw new Error("gallery.html has no #app");
const query = new URLSearchParams(location.search);
const screen = query.get("screen") ?? "room";
const state = query.get("state") ?? "playing";

const PATHS: Record<string, string> = {
  home: "/",
  join: "/r/KTW4QM",
  room: "/r/KTW4QM",
  library: "/library",
  settings: "/settings",
};
const answer = fakeFetch(state);
globalThis.fetch = (input, init) => answer(input instanceof Request ? input.url : String(input), init ?? {});
history.replaceState(null, "", (PATHS[screen] ?? `/${screen}`) + location.hash);

const tokens = { token: "gallery" };
const session = new Session(null, new Api(tokens, answer));
if (state !== "new" && state !== "closed") {
  session.adopt({ access: tokens.token, expires_in_s: 86_400, user: userOf(state) });
}
const active = new ActiveRoom(session);
const instance = new InstanceInfo(session.api);
const scene = SCENES[state] ?? SCENES["playing"];
if (screen === "room" && scene) {
  const room = new RoomState(session, "KTW4QM", { open: fakeSockets(scene, state === "offline") });
  const listening = new Listening(room);
  const sound = SOUNDS[state] ?? SOUNDS["playing"];
  if (sound) playSound(room, listening, sound, state);
  if (state !== "loading") room.connect();
  active.room = room;
  active.listening = listening;
}
const theme = new Theme();
theme.choose((query.get("theme") ?? "system") as "system");

const language = query.get("lang") ?? "en";
await speech.choose(isLanguage(language) ? language : "en");

mount(App, {
  target,
  props: {
    app: {
      session,
      api: session.api,
      router: new Router(),
      theme,
      preferences: new Preferences(),
      toasts: new Toasts(),
      instance,
      active,
      desk: new UploadDesk(session, instance),
      install: new InstallPrompt(),
      carried: new Carried(),
    },
  },
});
