import type { Session } from "../../state/session.svelte";
import type { Uploads } from "../../state/uploads.svelte";
import { ensureSomebody } from "../guest.ts";
import type { InstanceInfo } from "../instance.svelte";

/** Same as in `state/upload/unfinished.ts`, which is not loaded before it is needed. */
const UNFINISHED_KEY = "sonix.unfinished-uploads";

function hasUnfinished(): boolean {
  try {
    return localStorage.getItem(UNFINISHED_KEY) !== null;
  } catch {
    return false; // storage may be closed to us in private windows
  }
}

/** Where uploads are kept for the life of the page. What they need is fetched when the first file is chosen. */
export class UploadDesk {
  uploads = $state.raw<Uploads | null>(null);
  /** Tracks that got ready since the page was loaded: lists look anew when it rises. */
  arrived = $state(0);
  readonly #session: Session;
  readonly #instance: InstanceInfo;
  #opening: Promise<Uploads> | null = null;

  constructor(session: Session, instance: InstanceInfo) {
    this.#session = session;
    this.#instance = instance;
  }

  /** After a page load: what was under way goes on, or is offered to. */
  async resume(): Promise<void> {
    if (!this.#session.isKnown || !hasUnfinished()) return;
    const uploads = await this.open().catch(() => null);
    await uploads?.restore();
  }

  open(): Promise<Uploads> {
    this.#opening ??= this.#build().catch((error: unknown) => {
      this.#opening = null; // its script did not come: the next file asks again
      throw error;
    });
    return this.#opening;
  }

  /** Sends files; `room` is the one whose queue they are for. Somebody without a name yet becomes a guest first. */
  async bring(files: readonly File[], leftOut: number, room: string | null): Promise<void> {
    const uploads = await this.open();
    await ensureSomebody(this.#session);
    uploads.maxBytes = this.#instance.info?.uploads.max_bytes ?? null;
    uploads.add(files, { room, leftOut });
  }

  async #build(): Promise<Uploads> {
    const { buildUploads } = await import("./build.ts");
    const uploads = buildUploads(this.#session, () => (this.arrived += 1));
    this.uploads = uploads;
    return uploads;
  }
}
