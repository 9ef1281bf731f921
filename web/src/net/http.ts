/** One request to the HTTP API: token in, JSON out, problem documents turned into `ApiError`. */

/** Something the server refused, or the network did (`code` "offline", `status` 0). */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly retryable: boolean,
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
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

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
  if (given.signal !== undefined) init.signal = given.signal;
  const response = await fetch(path + queryString(given.query ?? {}), init).catch((error: unknown) => {
    const aborted = error instanceof DOMException && error.name === "AbortError";
    if (aborted) throw new ApiError("aborted", "Stopped.", 0, true);
    throw new ApiError("offline", "Sonix cannot be reached. Check your connection and try again.", 0, true);
  });
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined;
  return response.json().catch(() => {
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
  const problem: unknown = await response.json().catch(() => null);
  const fields = typeof problem === "object" && problem !== null ? (problem as Record<string, unknown>) : {};
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
  return new ApiError(
    text(fields["code"]) ?? `http_${response.status}`,
    text(fields["detail"]) ?? text(fields["title"]) ?? "That did not work. Try again in a moment.",
    response.status,
    fields["retryable"] === true || response.status >= 500,
  );
}
