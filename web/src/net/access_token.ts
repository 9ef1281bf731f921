/**
 * The access token of this page. It lives in memory only and for a quarter of an hour; the cookie beside it, which no script
 * reads, gets the next one. Tabs take turns at that: the cookie's token is good for one use.
 */

export interface Issued {
  readonly access: string;
  readonly expires_in_s: number;
}

/** Runs `act` while no other tab runs one. */
export type Lock = <T>(act: () => Promise<T>) => Promise<T>;

const LOCK_NAME = "sonix.session";
/** A tab that was put to sleep in the middle must not hold up the others; the server forgives two uses at once. */
const LOCK_PATIENCE_MS = 5000;
/** A token with less time left than this is not worth sending. */
const SPARE_MS = 20_000;
/** Of its life; then a socket that lives on it gets the next one. */
const RENEW_AT = 0.8;

export class AccessToken {
  #token: string | null = null;
  #expiresAtMs = -Infinity;
  #renewing: Promise<string | null> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #heirs = new Set<(token: string) => void>();
  readonly #ask: () => Promise<Issued | null>;
  readonly #lock: Lock;
  readonly #nowMs: () => number;

  /** `ask` gets the next token from the server, or null when this browser is signed in no more. It may throw. */
  constructor(ask: () => Promise<Issued | null>, lock: Lock = webLock, nowMs: () => number = () => Date.now()) {
    this.#ask = ask;
    this.#lock = lock;
    this.#nowMs = nowMs;
  }

  get token(): string | null {
    return this.#token;
  }

  get isFresh(): boolean {
    return this.#token !== null && this.#expiresAtMs - this.#nowMs() > SPARE_MS;
  }

  /** The renewal under way, if there is one. */
  get renewal(): Promise<string | null> | null {
    return this.#renewing;
  }

  keep(issued: Issued): void {
    this.#token = issued.access;
    const lifeMs = issued.expires_in_s * 1000;
    this.#expiresAtMs = this.#nowMs() + lifeMs;
    this.#renewIn(lifeMs * RENEW_AT);
    for (const heir of [...this.#heirs]) heir(issued.access);
  }

  drop(): void {
    this.#token = null;
    this.#expiresAtMs = -Infinity;
    this.#stopTimer();
  }

  /** The server did not take it: the next use asks for another. */
  distrust(): void {
    this.#expiresAtMs = -Infinity;
  }

  /** Asks for the next token; `used` is the one that was refused, in case somebody else here was faster. */
  renew(used: string | null = this.#token): Promise<string | null> {
    if (used !== this.#token && this.isFresh) return Promise.resolve(this.#token);
    this.#renewing ??= this.#lock(() => this.#renew()).finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  /** Calls `heir` with each new token, and sees to it that there is one before the old is dead. Returns what ends that. */
  onRenewed(heir: (token: string) => void): () => void {
    this.#heirs.add(heir);
    if (this.#token !== null) this.#renewIn(this.#leftMs() * RENEW_AT);
    return () => {
      this.#heirs.delete(heir);
      if (this.#heirs.size === 0) this.#stopTimer(); // the next request renews it, if there is one
    };
  }

  async #renew(): Promise<string | null> {
    const issued = await this.#ask();
    if (issued === null) this.drop();
    else this.keep(issued);
    return this.#token;
  }

  #leftMs(): number {
    return Math.max(0, this.#expiresAtMs - this.#nowMs());
  }

  #renewIn(delayMs: number): void {
    this.#stopTimer();
    if (this.#heirs.size === 0) return;
    this.#timer = setTimeout(() => void this.renew().catch(() => this.#renewIn(SPARE_MS / 2)), delayMs);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** Secure pages have locks between tabs; on others the server's patience with two uses at once has to do. */
export const webLock: Lock = async (act) => {
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
  if (locks === undefined) return act();
  const run = { begun: false };
  try {
    return await locks.request(LOCK_NAME, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, () => {
      run.begun = true;
      return act();
    });
  } catch (error) {
    if (run.begun) throw error;
    return act();
  }
};
