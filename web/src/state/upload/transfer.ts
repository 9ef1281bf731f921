/**
 * Sends one file to the server by offset, so that a lost connection costs a part of the file and never the whole of it.
 *
 * No DOM and no fetch in here: how bytes travel and how one waits come in as ports, which is what the tests use.
 */

/** What a refused request tells; `ApiError` fits it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly retryable: boolean;
}

/** Moves bytes. */
export interface TransferPort {
  /** Appends `part` at `offset`; answers the new offset. `onSent` tells bytes of this part that have left so far. */
  put(
    uploadId: string,
    offset: number,
    part: Blob,
    onSent: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<number>;
  /** Where the server wants the next byte. */
  offset(uploadId: string, signal: AbortSignal): Promise<number>;
}

/** Resolves after `ms`, or earlier when the connection comes back; rejects when `signal` aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export interface TransferOptions {
  readonly chunkBytes?: number;
  readonly signal: AbortSignal;
  readonly wait: Wait;
  /** Bytes the server has, the part under way included. Falls back when a part has to be sent again. */
  readonly onOffset: (bytes: number) => void;
  /** True while waiting for the connection to come back. */
  readonly onStalled: (stalled: boolean) => void;
}

export const CHUNK_BYTES = 4 * 1024 * 1024;
const MAX_FAILURES = 10;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;

export function isRefusal(error: unknown): error is Refusal {
  return (
    error instanceof Error &&
    "status" in error &&
    typeof error.status === "number" &&
    "code" in error &&
    typeof error.code === "string" &&
    "retryable" in error
  );
}

/** A wrong offset (409) is cured by asking; a network error, an overload or a restart by waiting. Anything else is final. */
function isPassing(error: unknown): boolean {
  if (!isRefusal(error)) return true;
  return error.retryable || error.status === 409 || error.status === 0 || error.status === 429 || error.status >= 502;
}

/** Doubles from half a second to 20 s. */
export function backOffMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
}

/** Does `action` again, with growing pauses, while what stops it may pass. */
export async function persist<Answer>(action: () => Promise<Answer>, signal: AbortSignal, wait: Wait): Promise<Answer> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error) || failures >= MAX_FAILURES) throw error;
      await wait(backOffMs(failures), signal);
    }
  }
}

/**
 * Sends what the server does not have yet.
 *
 * @throws the last error when it is final, or when ten attempts running brought no byte further; the abort reason when cancelled.
 */
export async function transfer(
  file: Blob,
  uploadId: string,
  startAt: number,
  port: TransferPort,
  options: TransferOptions,
): Promise<void> {
  const { signal, wait, onOffset, onStalled, chunkBytes = CHUNK_BYTES } = options;
  let offset = startAt;
  let failures = 0;
  onOffset(offset);
  while (offset < file.size) {
    signal.throwIfAborted();
    const start = offset;
    try {
      if (failures > 0) {
        offset = await port.offset(uploadId, signal);
        onOffset(offset);
        if (offset >= file.size) break;
      }
      const from = offset;
      const part = file.slice(from, from + chunkBytes);
      offset = await port.put(
        uploadId,
        from,
        part,
        (sent) => {
          onOffset(from + Math.min(sent, part.size));
        },
        signal,
      );
      signal.throwIfAborted();
      failures = 0;
      onStalled(false);
    } catch (error) {
      signal.throwIfAborted();
      failures = offset > start ? 1 : failures + 1;
      if (!isPassing(error) || failures >= MAX_FAILURES) throw error;
      onOffset(offset);
      if (isRefusal(error) && error.status === 409) continue;
      onStalled(true);
      await wait(backOffMs(failures), signal);
    }
    onOffset(offset);
  }
  onStalled(false);
}
