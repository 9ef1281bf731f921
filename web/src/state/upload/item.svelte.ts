import { words } from "../../i18n/words.svelte";
import { refusalWords } from "../../i18n/refusals";
import type { LibraryTrack, UploadState, UploadStage } from "../../net/api_types.ts";

/** What one file is going through, as a person would say it. */
export type ItemState = "waiting" | "sending" | "stalled" | "preparing" | "done" | "failed" | "cancelled";

export interface Fault {
  readonly code: string;
  readonly message: string;
}

/** Share of the whole that is bytes; the rest is what the server does with them. */
const BYTES_SHARE = 0.8;
const STAGES: readonly UploadStage[] = ["queued", "probe", "tags", "loudness", "peaks", "encode"];

/** What the same bytes would always end in. */
const FINAL: ReadonlySet<string> = new Set([
  "empty",
  "too_big",
  "broken",
  "encrypted",
  "no_audio",
  "not_audio",
  "too_long",
  "too_short",
  "unsupported_format",
]);

/** One file on its way into the library. `file` is null when the server has it already and a reload forgot it. */
export class UploadItem {
  state = $state<ItemState>("waiting");
  sentBytes = $state(0);
  stage = $state<UploadStage>("receiving");
  /** 0 to 1 within the stage. */
  progress = $state(0);
  track = $state.raw<LibraryTrack | null>(null);
  fault = $state.raw<Fault | null>(null);
  duplicate = $state(false);
  uploadId = $state<string | null>(null);
  /** True once the track stands in the queue of the room it was brought to. */
  queued = $state(false);
  controller = new AbortController();

  constructor(
    readonly key: number,
    readonly name: string,
    readonly sizeBytes: number,
    readonly file: File | null,
    /** The room it was brought to, or null for the library alone. */
    readonly room: string | null,
  ) {}

  get settled(): boolean {
    return this.state === "done" || this.state === "failed" || this.state === "cancelled";
  }

  /** Whether trying again can help: the same bytes will always be empty, too big or no music. */
  get retryable(): boolean {
    return this.state === "failed" && !FINAL.has(this.fault?.code ?? "");
  }

  /** 0 to 1 over bytes and stages together. */
  get fraction(): number {
    if (this.settled) return 1;
    if (this.state !== "preparing") return BYTES_SHARE * (this.sizeBytes === 0 ? 1 : this.sentBytes / this.sizeBytes);
    const place = Math.max(0, STAGES.indexOf(this.stage));
    return BYTES_SHARE + ((1 - BYTES_SHARE) * (place + this.progress)) / STAGES.length;
  }

  /** A few plain words; the fault's own sentence when there is one. */
  get words(): string {
    switch (this.state) {
      case "waiting":
        return words.uploads.waiting;
      case "stalled":
        return words.uploads.stalled;
      case "sending":
        return words.uploads.sending;
      case "preparing":
        return words.uploads.stages[this.stage];
      case "done":
        if (this.queued) return this.duplicate ? words.uploads.duplicateQueued : words.uploads.queued;
        return this.duplicate ? words.uploads.duplicate : words.uploads.inLibrary;
      case "failed":
        return this.fault?.message ?? words.problems.tryAgain;
      case "cancelled":
        return words.uploads.cancelled;
    }
  }

  fail(fault: Fault): void {
    this.fault = fault;
    this.state = "failed";
  }

  /** Takes over what the server says once it has every byte. */
  apply(said: UploadState): void {
    this.stage = said.stage;
    this.progress = said.progress;
    this.duplicate = said.duplicate;
    switch (said.stage) {
      case "done":
        this.track = said.track;
        this.state = "done";
        return;
      case "failed":
        this.fail(
          said.error
            ? { code: said.error.code, message: refusalWords(said.error) }
            : { code: "failed", message: words.uploads.notPrepared },
        );
        return;
      case "cancelled":
        this.state = "cancelled";
        return;
      case "receiving":
        // It lost some of what it had acknowledged, by a crash say.
        this.sentBytes = said.offset;
        this.state = "waiting";
        return;
      case "queued":
      case "probe":
      case "tags":
      case "loudness":
      case "peaks":
      case "encode":
        this.state = "preparing";
    }
  }
}
