import { onBeat } from "../parts/beat";

/** What a clock on the wall shows, in the language and with the hours of the page. */
export class WallClock {
  text = $state("");
  readonly #locale: () => string;

  constructor(locale: () => string) {
    this.#locale = locale;
  }

  /** Goes until the returned function is called. */
  run = (): (() => void) => {
    this.set(new Date());
    return onBeat(() => this.set(new Date()));
  };

  set(now: Date): void {
    const text = new Intl.DateTimeFormat(this.#locale(), { hour: "numeric", minute: "2-digit" }).format(now);
    if (text !== this.text) this.text = text;
  }
}
