/** Who on this page looks at everybody's figures: the server sends them only while somebody does, and only to the host. */
import type { SyncReport } from "../core/protocol.gen";

/** `leftOut`: how many more listen than are reported on. */
type Callback = (reports: readonly SyncReport[], leftOut: number) => void;

export class Watching {
  readonly #tell: (on: boolean) => void;
  readonly #callbacks = new Set<Callback>();

  /** @param tell says to the server whether reports are wanted; may be lost. */
  constructor(tell: (on: boolean) => void) {
    this.#tell = tell;
  }

  /** The answer ends it. */
  add(callback: Callback): () => void {
    // A fresh wrapper, so that one function may be added twice.
    const own: Callback = (reports, leftOut) => callback(reports, leftOut);
    this.#callbacks.add(own);
    this.#tell(true); // again for each: the newcomer needs the whole history
    return () => {
      if (this.#callbacks.delete(own) && this.#callbacks.size === 0) this.#tell(false);
    };
  }

  /** A new connection knows nothing of the wish. */
  renew(): void {
    if (this.#callbacks.size > 0) this.#tell(true);
  }

  receive(reports: readonly SyncReport[], leftOut: number): void {
    for (const callback of this.#callbacks) callback(reports, leftOut);
  }
}
