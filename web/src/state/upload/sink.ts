/** Puts tracks into a room's queue as they get ready, in the order their files were chosen and not in the order they finished. */
import { CommandRefused } from "../../net/pending.ts";
import type { UploadItem } from "./item.svelte.ts";

/** A room that could not take tracks is asked again after so long. */
const AGAIN_MS = 5000;

export type AddToQueue = (trackIds: string[]) => Promise<unknown>;

export class QueueSink {
  readonly #rooms = new Map<string, AddToQueue>();
  readonly #taken = new WeakSet<UploadItem>();
  #items: () => readonly UploadItem[] = () => [];
  #adding: Promise<void> = Promise.resolve();

  /** From now on `room` takes tracks; the answer ends that. What got ready meanwhile goes in at once. */
  offer(room: string, add: AddToQueue, items: () => readonly UploadItem[]): () => void {
    this.#rooms.set(room, add);
    this.#items = items;
    this.flush(items());
    return () => {
      if (this.#rooms.get(room) === add) this.#rooms.delete(room);
    };
  }

  flush(items: readonly UploadItem[]): void {
    for (const [room, add] of this.#rooms) {
      const mine = items.filter((item) => item.room === room && !this.#taken.has(item));
      const unsettled = mine.findIndex((item) => !item.settled);
      const ready = (unsettled === -1 ? mine : mine.slice(0, unsettled)).filter((item) => item.state === "done");
      if (ready.length > 0) this.#put(ready, add);
    }
  }

  #offerAgain(items: readonly UploadItem[]): void {
    for (const item of items) this.#taken.delete(item);
    setTimeout(() => this.flush(this.#items()), AGAIN_MS);
  }

  #put(items: readonly UploadItem[], add: AddToQueue): void {
    for (const item of items) this.#taken.add(item);
    const trackIds = items.map((item) => item.track?.track_id).filter((id) => id !== undefined);
    const added = (): void => {
      for (const item of items) item.queued = true;
    };
    this.#adding = this.#adding
      .then(() => add(trackIds))
      .then(added, (error: unknown) => {
        // A refusal (the host closed the queue) leaves the tracks in the library, where they can be added by hand.
        if (isForNow(error)) this.#offerAgain(items);
      });
  }
}

/** The room was away, or too busy: it may take the same tracks later. */
function isForNow(error: unknown): boolean {
  return error instanceof CommandRefused && (error.retryable || error.code === "closed");
}
