/**
 * Remembers uploads that were under way, so that choosing the same file again after a reload goes on where it was.
 *
 * A browser does not keep a file across a reload. Name, size and time of change together stand for "the same file":
 * without the time, an edited file of equal length would be glued to half of the old one.
 */

const KEY = "sonix.unfinished-uploads";
const MOST = 500;
/** The server throws half-received files away after a while; so do we. */
const KEPT_MS = 24 * 3600 * 1000;

export interface Unfinished {
  readonly uploadId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly changedAtMs: number;
  readonly startedAtMs: number;
  readonly room: string | null;
}

/** The part of `Storage` this needs; absent in private modes of some browsers. */
export type KeyValue = Pick<Storage, "getItem" | "setItem" | "removeItem">;

function isUnfinished(value: unknown): value is Unfinished {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    typeof record.uploadId === "string" &&
    typeof record.fileName === "string" &&
    typeof record.sizeBytes === "number" &&
    typeof record.changedAtMs === "number" &&
    typeof record.startedAtMs === "number" &&
    (record.room === null || typeof record.room === "string")
  );
}

export class UnfinishedUploads {
  readonly #store: KeyValue | null;

  constructor(store: KeyValue | null) {
    this.#store = store;
  }

  all(nowMs: number): Unfinished[] {
    try {
      const parsed: unknown = JSON.parse(this.#store?.getItem(KEY) ?? "[]");
      if (!Array.isArray(parsed)) return [];
      return parsed.filter(isUnfinished).filter((one) => one.startedAtMs > nowMs - KEPT_MS);
    } catch {
      return [];
    }
  }

  remember(one: Unfinished): void {
    this.#write([...this.all(one.startedAtMs).filter((other) => other.uploadId !== one.uploadId), one].slice(-MOST));
  }

  forget(uploadId: string, nowMs: number): void {
    this.#write(this.all(nowMs).filter((one) => one.uploadId !== uploadId));
  }

  find(file: Pick<File, "name" | "size" | "lastModified">, nowMs: number): Unfinished | null {
    const same = (one: Unfinished): boolean =>
      one.fileName === file.name && one.sizeBytes === file.size && one.changedAtMs === file.lastModified;
    return this.all(nowMs).find(same) ?? null;
  }

  #write(list: readonly Unfinished[]): void {
    try {
      if (list.length === 0) this.#store?.removeItem(KEY);
      else this.#store?.setItem(KEY, JSON.stringify(list));
    } catch {
      // A full or forbidden store costs only the offer to resume.
    }
  }
}
