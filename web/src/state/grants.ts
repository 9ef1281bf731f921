/** Signed media addresses: one request for all that are asked for at once, renewed before they expire. */
import type { Grant } from "../core/protocol.gen";

const RENEW_BEFORE_S = 600;
const MOST_AT_ONCE = 20;

type Fetch = (renditionIds: readonly string[]) => Promise<readonly Grant[]>;

interface Ask {
  readonly promise: Promise<Grant>;
  readonly resolve: (grant: Grant) => void;
  readonly reject: (error: unknown) => void;
}

export class Grants {
  readonly #held = new Map<string, Grant>();
  readonly #asked = new Map<string, Ask>();
  readonly #fetch: Fetch;
  readonly #nowS: () => number;

  /** @param nowS the server's idea of the time: this device's calendar may be years off. */
  constructor(fetch: Fetch, nowS: () => number) {
    this.#fetch = fetch;
    this.#nowS = nowS;
  }

  keep(grants: readonly Grant[]): void {
    for (const grant of grants) this.#held.set(grant.rendition_id, grant);
  }

  /** An address that is good for ten minutes at least. `fresh`: the one held was refused. */
  get(renditionId: string, fresh = false): Promise<Grant> {
    if (fresh) this.#held.delete(renditionId);
    const held = this.#held.get(renditionId);
    if (held !== undefined && held.expires_at_s - this.#nowS() > RENEW_BEFORE_S) return Promise.resolve(held);
    const asked = this.#asked.get(renditionId);
    if (asked !== undefined) return asked.promise;
    if (this.#asked.size === 0) queueMicrotask(() => this.#ask());
    const ask = newAsk();
    this.#asked.set(renditionId, ask);
    return ask.promise;
  }

  #ask(): void {
    const asks = [...this.#asked];
    this.#asked.clear();
    for (let i = 0; i < asks.length; i += MOST_AT_ONCE) void this.#fetchSome(new Map(asks.slice(i, i + MOST_AT_ONCE)));
  }

  async #fetchSome(asks: ReadonlyMap<string, Ask>): Promise<void> {
    try {
      this.keep(await this.#fetch([...asks.keys()]));
    } catch (error) {
      for (const ask of asks.values()) ask.reject(error);
      return;
    }
    for (const [id, ask] of asks) {
      const grant = this.#held.get(id);
      if (grant === undefined) ask.reject(new Error(`no grant for ${id}`));
      else ask.resolve(grant);
    }
  }
}

function newAsk(): Ask {
  let resolve: Ask["resolve"] = () => undefined;
  let reject: Ask["reject"] = () => undefined;
  const promise = new Promise<Grant>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
