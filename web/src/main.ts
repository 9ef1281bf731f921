import { mount } from "svelte";
import "./ui/theme/tokens.css";
import "./ui/theme/base.css";
import App from "./App.svelte";
import { speech } from "./i18n/words.svelte";
import { exposeDiagnosis } from "./state/diagnostics";
import { Session } from "./state/session.svelte";
import { Carried } from "./ui/account/carried.svelte";
import { leaveLetter } from "./ui/account/providers/letter";
import { InstallPrompt } from "./ui/install/installPrompt.svelte";
import { InstanceInfo } from "./ui/instance.svelte";
import { Toasts } from "./ui/parts/toasts.svelte";
import { Preferences } from "./ui/preferences.svelte";
import { ActiveRoom } from "./ui/room/activeRoom.svelte";
import { Router } from "./ui/router.svelte";
import { Theme } from "./ui/theme/theme.svelte";
import { UploadDesk } from "./ui/upload/desk.svelte";

/** How long a first visit waits for its language before it begins in English. */
const LANGUAGE_FIRST_MS = 3000;

leaveLetter(); // this and the next before the router reads the address
const spoken = Promise.race([speech.start(), new Promise((resolve) => setTimeout(resolve, LANGUAGE_FIRST_MS))]);
const carried = new Carried();
const session = new Session();
const instance = new InstanceInfo(session.api);
const active = new ActiveRoom(session);
exposeDiagnosis(() => (active.room && active.listening ? { room: active.room, listening: active.listening } : null));

// Another tab signed somebody in or out. In a room the server says so itself, and why.
addEventListener("storage", ({ key, newValue }) => {
  if (active.room === null && session.hear(key, newValue)) location.reload();
});

/** Without waiting for the styles, as a deferred script would: the socket is dialled meanwhile, and nothing is painted before they come. */
function start(): void {
  const target = document.getElementById("app");
  if (!target) throw new Error("index.html has no #app");
  mount(App, {
    target,
    props: {
      app: {
        session,
        api: session.api,
        router: new Router(),
        theme: new Theme(),
        preferences: new Preferences(),
        toasts: new Toasts(),
        instance,
        active,
        desk: new UploadDesk(session, instance),
        install: new InstallPrompt(),
        carried,
      },
    },
  });
}

const startSpeaking = (): void => void spoken.then(start);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startSpeaking, { once: true });
else startSpeaking();
