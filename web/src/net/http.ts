/** One request to the HTTP API: token in, JSON out, problem documents turned into `ApiError`. */

/** Something the server refused, or the network did (`code` "offline", `status` 0). */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly retryable: boolean,
    /** When it may work again, as far as the server says. */
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Query;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: Blob;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  /** How long a silent network is waited for. */
  patienceMs?: number;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A network that is gone often says nothing: after so long, whoever waits is told, with what they typed still there. */
const PATIENCE_MS = 30_000;

/** Sends a request and gives the JSON of the answer (undefined when it has none). Throws `ApiError` only. */
export async function request(
  fetch: Fetch,
  token: string | null,
  path: string,
  given: RequestOptions,
): Promise<unknown> {
  const headers: Record<string, string> = { Accept: "application/json", ...given.headers };
  if (token !== null) headers["Authorization"] = `Bearer ${token}`;
  if (given.json !== undefined) headers["Content-Type"] = "application/json";
  const init: RequestInit = { method: given.method ?? "GET", headers };
  if (given.json !== undefined) init.body = JSON.stringify(given.json);
  if (given.body !== undefined) init.body = given.body;
  const patience = new AbortController();
  const timer =
    given.body === undefined ? setTimeout(() => patience.abort(), given.patienceMs ?? PATIENCE_MS) : undefined;
  const stop = (): void => patience.abort();
  given.signal?.addEventListener("abort", stop);
  if (given.signal?.aborted === true) stop();
  try {
    return await answerOf(await fetch(path + queryString(given.query ?? {}), { ...init, signal: patience.signal }));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (given.signal?.aborted === true) throw new ApiError("aborted", "Stopped.", 0, true);
    throw offline();
  } finally {
    clearTimeout(timer);
    given.signal?.removeEventListener("abort", stop);
  }
}

const offline = (): ApiError =>
  new ApiError("offline", "Sonix cannot be reached. Check your connection and try again.", 0, true);

/** For work that goes on, whoever waits for it here. Throws `ApiError` when it takes too long. */
export async function withPatience<Result>(work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => (timer = setTimeout(() => reject(offline()), PATIENCE_MS)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function answerOf(response: Response): Promise<unknown> {
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined;
  return response.json().catch((error: unknown) => {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiError("bad_answer", "Sonix gave an answer that makes no sense here.", response.status, true);
  });
}

function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === "") continue;
    parameters.set(name, typeof value === "boolean" ? (value ? "1" : "0") : String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** The refusal that an answer is. */
export async function problemOf(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch((error: unknown) => {
    if (error instanceof SyntaxError) return null; // the page of a proxy
    throw error;
  });
  const fields = typeof problem === "object" && problem !== null ? (problem as Record<string, unknown>) : {};
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
  return new ApiError(
    text(fields["code"]) ?? `http_${response.status}`,
    text(fields["detail"]) ?? text(fields["title"]) ?? "That did not work. Try again in a moment.",
    response.status,
    fields["retryable"] === true || response.status >= 500,
    secondsOf(fields["retry_after_s"] ?? response.headers.get("Retry-After")),
  );
}

/** `Retry-After` may be a date, too, which nobody here sends. */
function secondsOf(value: unknown): number | null {
  const seconds = typeof value === "string" ? Number.parseInt(value, 10) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
