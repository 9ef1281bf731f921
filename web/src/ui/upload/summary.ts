import type { Uploads } from "../../state/uploads.svelte";
import { timeLeft } from "../../state/upload/estimate.ts";
import { counted } from "../parts/words";

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
    const title = items.length === 1 ? "Uploading 1 file" : `Uploading ${over + 1} of ${items.length}`;
    return { state: "active", title, detail: activeDetail(uploads) };
  }
  if (failed.length > 0) {
    const detail = done.length > 0 ? `${done.length} ready. Tap to see why.` : "Tap to see why.";
    return { state: "failed", title: `${counted(failed.length, "file")} did not work`, detail };
  }
  if (done.length > 0) {
    const queued = done.filter((item) => item.queued).length;
    const title = `${counted(done.length, "track")} ready`;
    return { state: "done", title, detail: queued > 0 ? "Added to the queue" : "In your library" };
  }
  if (interrupted.length > 0) {
    const title = `${counted(interrupted.length, "upload")} cut short`;
    return { state: "interrupted", title, detail: "Tap to go on." };
  }
  return { state: "done", title: "Uploads cancelled", detail: "Nothing was added" };
}

function activeDetail(uploads: Uploads): string {
  const percent = `${Math.floor(uploads.fraction * 100)} %`;
  if (uploads.stalled) return `${percent} · waiting for the connection`;
  if (uploads.active.every((item) => item.state === "preparing")) return `${percent} · ${preparing(uploads)}`;
  return uploads.secondsLeft === null ? percent : `${percent} · ${timeLeft(uploads.secondsLeft)}`;
}

function preparing(uploads: Uploads): string {
  const [first] = uploads.active;
  return uploads.active.length === 1 && first ? first.words.toLowerCase() : "preparing";
}
