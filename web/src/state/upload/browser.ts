/** The browser's side of uploading: `fetch` tells nothing about bytes that have left, `XMLHttpRequest` does. */
import { words } from "../../i18n/words.svelte";
import { ApiError, type TokenSource } from "../../net/api.ts";
import type { TransferPort, Wait } from "./transfer.ts";

const LOST = words.uploads.lost;

function refusal(request: XMLHttpRequest): ApiError {
  let problem: Record<string, unknown> = {};
  try {
    problem = JSON.parse(request.responseText) as Record<string, unknown>;
  } catch {
    // A proxy's own page: there is only the status to go by.
  }
  const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
  const message = text(problem["detail"], text(problem["title"], words.uploads.notTaken));
  const retryable = problem["retryable"] === true || request.status >= 500;
  return new ApiError(text(problem["code"], `http_${request.status}`), message, request.status, retryable);
}

export function putWith(session: TokenSource): TransferPort["put"] {
  return async (uploadId, offset, part, onSent, signal) => {
    const token = session.fresh === undefined ? session.token : await session.fresh();
    signal.throwIfAborted(); // a request that begins now would not hear of it
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const stop = (): void => request.abort();
      const settle = (act: () => void) => (): void => {
        signal.removeEventListener("abort", stop);
        act();
      };
      request.open("PUT", `/api/uploads/${encodeURIComponent(uploadId)}`);
      request.setRequestHeader("Upload-Offset", String(offset));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("Accept", "application/json");
      if (token !== null) request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.upload.onprogress = (event) => onSent(event.loaded);
      request.onload = settle(() => {
        if (request.status < 200 || request.status >= 300) {
          reject(refusal(request));
          return;
        }
        resolve((JSON.parse(request.responseText) as { offset: number }).offset);
      });
      request.onerror = settle(() => reject(new ApiError("offline", LOST, 0, true)));
      request.onabort = settle(() => reject(new ApiError("aborted", "Stopped.", 0, true)));
      signal.addEventListener("abort", stop);
      request.send(part);
    });
  };
}

/** Cut short when the browser says that it is online again. */
export const waitInBrowser: Wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const clean = (): void => {
      clearTimeout(timer);
      removeEventListener("online", goOn);
      signal.removeEventListener("abort", stop);
    };
    const goOn = (): void => {
      clean();
      resolve();
    };
    const stop = (): void => {
      clean();
      reject(new DOMException("Stopped.", "AbortError"));
    };
    const timer = setTimeout(goOn, ms);
    addEventListener("online", goOn);
    signal.addEventListener("abort", stop);
  });

/** Private modes of some browsers throw at the mere mention of it. */
export function localStore(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
