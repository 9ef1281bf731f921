/**
 * Music on its way in: two files at a time, each resumable by offset, then watched while the server prepares it.
 *
 * Lives as long as the page does, so uploads go on while screens change. Runs without a DOM.
 */
import { words } from "../i18n/words.svelte";
import { refusalWords } from "../i18n/refusals";
import type { Api } from "../net/api.ts";
import { bytesText, RateMeter } from "./upload/estimate.ts";
import { UploadItem } from "./upload/item.svelte.ts";
import { QueueSink, type AddToQueue } from "./upload/sink.ts";
import { isRefusal, persist, transfer, type TransferPort, type Wait } from "./upload/transfer.ts";
import type { Unfinished, UnfinishedUploads } from "./upload/unfinished.ts";
import { watch } from "./upload/watch.ts";

export type UploadApi = Pick<Api, "startUpload" | "upload" | "uploads" | "retryUpload" | "cancelUpload">;

export interface UploadPorts {
  readonly api: UploadApi;
  readonly put: TransferPort["put"];
  readonly wait: Wait;
  readonly nowMs: () => number;
  /** Date, for what is remembered over a reload. */
  readonly dateMs: () => number;
  readonly unfinished: UnfinishedUploads;
  /** Something new stands in the library. */
  readonly onReady?: (item: UploadItem) => void;
}

const AT_ONCE = 2;

export class Uploads {
  items = $state.raw<readonly UploadItem[]>([]);
  /** The instance's limit; null until it is known. */
  maxBytes = $state<number | null>(null);
  /** Uploads that a reload cut short: choosing the same files again goes on with them. */
  interrupted = $state.raw<readonly Unfinished[]>([]);
  /** Files of the last choice that were not music. */
  leftOut = $state(0);
  /** Set by a screen: bring the list of uploads into view. */
  open = $state(false);

  readonly #ports: UploadPorts;
  readonly #meter = new RateMeter();
  readonly #sink = new QueueSink();
  #bytesPerS = $state<number | null>(null);
  #running = 0;
  #watching = false;
  #nextKey = 1;

  readonly active = $derived(this.items.filter((item) => !item.settled));
  readonly failed = $derived(this.items.filter((item) => item.state === "failed"));
  readonly done = $derived(this.items.filter((item) => item.state === "done"));
  readonly stalled = $derived(this.active.some((item) => item.state === "stalled"));
  /** 0 to 1 over everything in the list, by size. */
  readonly fraction = $derived.by(() => {
    const counted = this.items.filter((item) => item.state !== "cancelled" && item.state !== "failed");
    const all = counted.reduce((sum, item) => sum + item.sizeBytes, 0);
    return all === 0 ? 1 : counted.reduce((sum, item) => sum + item.sizeBytes * item.fraction, 0) / all;
  });
  readonly remainingBytes = $derived(
    this.active.reduce((sum, item) => sum + Math.max(0, item.sizeBytes - item.sentBytes), 0),
  );
  /** Seconds until the last byte has left; null while it is not known. */
  readonly secondsLeft = $derived(
    this.#bytesPerS === null || this.remainingBytes === 0 || this.stalled
      ? null
      : this.remainingBytes / this.#bytesPerS,
  );

  constructor(ports: UploadPorts) {
    this.#ports = ports;
  }

  /** While a room is open, what was brought to it goes into its queue when ready, in the order it was chosen. */
  offerQueue(room: string, add: AddToQueue): () => void {
    return this.#sink.offer(room, add, () => this.items);
  }

  /** `room`: whose queue the tracks are for; null for the library alone. */
  add(files: readonly File[], options: { room?: string | null; leftOut?: number } = {}): UploadItem[] {
    const room = options.room ?? null;
    this.leftOut = options.leftOut ?? 0;
    const added = files.map((file) => new UploadItem(this.#nextKey++, file.name, file.size, file, room));
    for (const item of added) this.#refuseEarly(item);
    this.items = [...this.items, ...added];
    if (this.active.length === added.length) this.#meter.reset();
    this.#pump();
    return added;
  }

  /** After a page load: what the server still prepares, and what a reload cut short. */
  async restore(): Promise<void> {
    const known = this.#ports.unfinished.all(this.#ports.dateMs());
    if (known.length === 0) return;
    const said = await this.#ports.api.uploads().catch(() => null);
    if (said === null) return;
    const restored: UploadItem[] = [];
    const cut: Unfinished[] = [];
    for (const one of known) {
      const state = said.find((candidate) => candidate.upload_id === one.uploadId);
      if (state?.stage === "receiving") cut.push(one);
      if (state === undefined || state.stage === "receiving") continue;
      const item = new UploadItem(this.#nextKey++, one.fileName, one.sizeBytes, null, one.room);
      item.uploadId = one.uploadId;
      item.sentBytes = one.sizeBytes;
      item.apply(state);
      if (item.settled) this.#forget(item);
      else restored.push(item);
    }
    this.interrupted = cut;
    this.items = [...this.items, ...restored];
    this.#watch();
  }

  async discardInterrupted(): Promise<void> {
    const cut = this.interrupted;
    this.interrupted = [];
    for (const one of cut) {
      this.#ports.unfinished.forget(one.uploadId, this.#ports.dateMs());
      await this.#ports.api.cancelUpload(one.uploadId).catch(() => undefined);
    }
  }

  cancel(item: UploadItem): void {
    if (item.settled) return;
    item.state = "cancelled";
    item.controller.abort();
    this.#forget(item);
    if (item.uploadId !== null) void this.#ports.api.cancelUpload(item.uploadId).catch(() => undefined);
    this.#sink.flush(this.items);
  }

  cancelAll(): void {
    for (const item of this.active) this.cancel(item);
  }

  /** Goes on where it stopped: with the bytes when some are missing, else with what the server does. */
  async retry(item: UploadItem): Promise<void> {
    if (item.state !== "failed") return;
    item.fault = null;
    const received = item.uploadId !== null && item.sentBytes >= item.sizeBytes;
    if (received && item.uploadId !== null) {
      item.state = "preparing";
      item.stage = "queued";
      try {
        await this.#ports.api.retryUpload(item.uploadId);
        this.#watch();
        return;
      } catch (error) {
        if (item.file === null || !isRefusal(error) || error.status !== 404) {
          item.fail(faultOf(error));
          return;
        }
        item.uploadId = null;
      }
    }
    item.controller = new AbortController();
    item.state = "waiting";
    this.#refuseEarly(item);
    this.#pump();
  }

  dismiss(item: UploadItem): void {
    this.items = this.items.filter((other) => other !== item);
  }

  /** Takes everything that is over out of the list. */
  clearSettled(): void {
    this.items = this.active;
    this.leftOut = 0;
  }

  #refuseEarly(item: UploadItem): void {
    const most = this.maxBytes;
    if (item.sizeBytes === 0) item.fail({ code: "empty", message: words.uploads.isEmpty });
    else if (most !== null && item.sizeBytes > most) {
      const message = words.uploads.tooBig(bytesText(item.sizeBytes), bytesText(most));
      item.fail({ code: "too_big", message });
    }
  }

  #pump(): void {
    while (this.#running < AT_ONCE) {
      const next = this.items.find((item) => item.state === "waiting");
      if (next === undefined) return;
      this.#running += 1;
      next.state = "sending";
      void this.#send(next).finally(() => {
        this.#running -= 1;
        this.#pump();
      });
    }
  }

  async #send(item: UploadItem): Promise<void> {
    const { file, controller } = item;
    if (file === null) {
      item.fail({ code: "gone", message: words.uploads.chooseAgain });
      return;
    }
    try {
      const offset = await this.#begin(item, file);
      if (item.uploadId === null) return;
      await transfer(file, item.uploadId, offset, this.#transferPort, {
        signal: controller.signal,
        wait: this.#ports.wait,
        onOffset: (bytes) => this.#progressed(item, bytes),
        onStalled: (stalled) => (item.state = stalled ? "stalled" : "sending"),
      });
      item.state = "preparing";
      item.stage = "queued";
      this.#watch();
    } catch (error) {
      if (controller.signal.aborted) return;
      item.fail(faultOf(error));
      if (isRefusal(error) && error.status !== 0) this.#forget(item);
      this.#sink.flush(this.items);
    }
  }

  /** Takes up an earlier upload of the same file, or begins one. Answers where the server wants the next byte. */
  async #begin(item: UploadItem, file: File): Promise<number> {
    const earlier = item.uploadId ?? this.#ports.unfinished.find(file, this.#ports.dateMs())?.uploadId;
    if (earlier !== undefined && this.#isFree(earlier, item)) {
      const state = await this.#ports.api.upload(earlier).catch(() => null);
      if (state !== null && state.size === file.size && state.stage !== "failed" && state.stage !== "cancelled") {
        item.uploadId = earlier;
        this.interrupted = this.interrupted.filter((one) => one.uploadId !== earlier);
        return state.stage === "receiving" ? state.offset : file.size;
      }
    }
    const room = item.room === null ? {} : { room: item.room };
    const asked = { file_name: file.name, size: file.size, ...room };
    const { signal } = item.controller;
    // A folder of a thousand files runs into the server's rate: it waits, and fails nothing.
    const begun = await persist(() => this.#ports.api.startUpload(asked), signal, this.#ports.wait);
    if (item.state === "cancelled") {
      void this.#ports.api.cancelUpload(begun.upload_id).catch(() => undefined);
      return 0;
    }
    item.uploadId = begun.upload_id;
    this.#ports.unfinished.remember({
      uploadId: begun.upload_id,
      fileName: file.name,
      sizeBytes: file.size,
      changedAtMs: file.lastModified,
      startedAtMs: this.#ports.dateMs(),
      room: item.room,
    });
    return begun.offset;
  }

  #isFree(uploadId: string, asking: UploadItem): boolean {
    return !this.items.some((item) => item !== asking && item.uploadId === uploadId);
  }

  #progressed(item: UploadItem, bytes: number): void {
    item.sentBytes = bytes;
    this.#meter.add(
      this.#ports.nowMs(),
      this.items.reduce((sum, one) => sum + one.sentBytes, 0),
    );
    this.#bytesPerS = this.#meter.bytesPerS;
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const preparing = (): UploadItem[] => this.items.filter((item) => item.state === "preparing");
    void watch(preparing, this.#ports, (item) => this.#moved(item)).finally(() => (this.#watching = false));
  }

  #moved(item: UploadItem): void {
    if (!item.settled) {
      this.#pump();
      return;
    }
    this.#forget(item);
    if (item.state === "done") this.#ports.onReady?.(item);
    this.#sink.flush(this.items);
  }

  #forget(item: UploadItem): void {
    if (item.uploadId !== null) this.#ports.unfinished.forget(item.uploadId, this.#ports.dateMs());
  }

  readonly #transferPort: TransferPort = {
    put: (...given) => this.#ports.put(...given),
    offset: async (uploadId) => (await this.#ports.api.upload(uploadId)).offset,
  };
}

function faultOf(error: unknown): { code: string; message: string } {
  if (isRefusal(error)) return { code: error.code, message: refusalWords(error) };
  return { code: "failed", message: words.problems.tryAgain };
}
