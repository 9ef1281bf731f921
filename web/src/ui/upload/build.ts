import type { Session } from "../../state/session.svelte";
import { localStore, putWith, waitInBrowser } from "../../state/upload/browser.ts";
import { UnfinishedUploads } from "../../state/upload/unfinished.ts";
import { Uploads } from "../../state/uploads.svelte";

/** Uploads as a browser does them. */
export function buildUploads(session: Session, onReady: () => void): Uploads {
  return new Uploads({
    api: session.api,
    put: putWith(session),
    wait: waitInBrowser,
    nowMs: () => performance.now(),
    dateMs: () => Date.now(),
    unfinished: new UnfinishedUploads(localStore()),
    onReady,
  });
}
