import { words } from "../../i18n/words.svelte";
import type { Uploads } from "../../state/uploads.svelte";
import { timeLeft } from "../../state/upload/estimate.ts";

export interface Summary {
  /** "active": something is still on its way. "failed": over, and something needs a look. "done": over. */
  readonly state: "active" | "failed" | "done" | "interrupted";
  readonly title: string;
  readonly detail: string;
}

/** All uploads in two short lines. */
export function summary(uploads: Uploads): Summary {
  const { active, failed, done, items, interrupted } = uploads;
  const over = items.length - active.length;
  if (active.length > 0) {
    const title = items.length === 1 ? words.uploads.uploadingOne : words.uploads.uploadingMany(over + 1, items.length);
    return { state: "active", title, detail: activeDetail(uploads) };
  }
  if (failed.length > 0) {
    const detail = done.length > 0 ? words.uploads.readyTapWhy(done.length) : words.uploads.tapWhy;
    return { state: "failed", title: words.uploads.didNotWork(failed.length), detail };
  }
  if (done.length > 0) {
    const queued = done.filter((item) => item.queued).length;
    const title = words.uploads.ready(done.length);
    return { state: "done", title, detail: queued > 0 ? words.uploads.queued : words.uploads.inLibrary };
  }
  if (interrupted.length > 0) {
    const title = words.uploads.cutShort(interrupted.length);
    return { state: "interrupted", title, detail: words.uploads.tapToGoOn };
  }
  return { state: "done", title: words.uploads.allCancelled, detail: words.uploads.nothingAdded };
}

function activeDetail(uploads: Uploads): string {
  const percent = `${Math.floor(uploads.fraction * 100)} %`;
  if (uploads.stalled) return `${percent} · ${words.uploads.waitingForLine}`;
  if (uploads.active.every((item) => item.state === "preparing")) return `${percent} · ${preparing(uploads)}`;
  return uploads.secondsLeft === null ? percent : `${percent} · ${timeLeft(uploads.secondsLeft)}`;
}

function preparing(uploads: Uploads): string {
  const [first] = uploads.active;
  return uploads.active.length === 1 && first ? first.words.toLowerCase() : words.uploads.preparing;
}
