import { words } from "../../i18n/words.svelte";
import { ApiError } from "../../net/api";
import { CommandRefused } from "../../net/pending";
import { refusalWords, waitWords } from "../../i18n/refusals";

/** Whether Sonix itself says what is out of order; a 500, or the page of a proxy, says nothing that helps. */
const isToldByName = (error: ApiError): boolean => error.status !== 500 && !error.code.startsWith("http_");

/** What went wrong and what to do, as one or two short sentences. */
export function explain(error: unknown): string {
  if (error instanceof CommandRefused) return refusalWords(error);
  if (!(error instanceof ApiError)) return words.problems.tryAgain;
  if (error.code === "rate_limited" || error.code === "http_429")
    return words.problems.tooMany(waitWords(error.retryAfterS));
  if (error.status === 0) return words.problems.unreachable;
  if (error.status >= 500 && !isToldByName(error)) return words.problems.itsOwn;
  return refusalWords(error);
}

/** What an error says of itself, where its own words serve whoever reads them. */
export function ownWords(error: unknown): string {
  if (error instanceof CommandRefused || error instanceof ApiError) return refusalWords(error);
  return error instanceof Error ? error.message : words.problems.tryAgain;
}
