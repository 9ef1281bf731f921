import { ApiError } from "../../net/api";
import { CommandRefused } from "../../net/pending";
import { counted } from "../parts/words";

/** Whether Sonix itself says what is out of order; a 500, or the page of a proxy, says nothing that helps. */
const isToldByName = (error: ApiError): boolean => error.status !== 500 && !error.code.startsWith("http_");

/** What went wrong and what to do, as one or two short sentences. */
export function explain(error: unknown): string {
  if (error instanceof CommandRefused) return error.message;
  if (!(error instanceof ApiError)) return "That did not work. Try again.";
  if (error.code === "rate_limited" || error.code === "http_429")
    return `Too many tries in a short time. Wait ${waitWords(error.retryAfterS)}, then try again.`;
  if (error.status === 0) return "Sonix cannot be reached. Check your connection, then try again.";
  if (error.status >= 500 && !isToldByName(error)) return "Sonix has a problem of its own. Try again in a moment.";
  return error.message;
}

/** What an error says of itself, where its own words serve whoever reads them. */
export function ownWords(error: unknown): string {
  return error instanceof Error ? error.message : "That did not work. Try again.";
}

function waitWords(seconds: number | null): string {
  if (seconds === null) return "a minute";
  return seconds <= 90 ? counted(seconds, "second") : counted(Math.ceil(seconds / 60), "minute");
}
