import type { Knock } from "../../core/protocol.gen";

/** Tells who has come to the door since it was asked last. Whoever went away and knocks again has come anew. */
export class Callers {
  #known: ReadonlySet<string> = new Set();

  fresh(waiting: readonly Knock[]): Knock[] {
    const known = this.#known;
    this.#known = new Set(waiting.map((knock) => knock.user_id));
    return waiting.filter((knock) => !known.has(knock.user_id));
  }
}
