/** The longest a browser's timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** Whether something that ends by itself still lasts. To be made while a component is. */
export class Lasting {
  on = $state(false);

  /** @param untilUs when it ends, and `nowUs` the present, in µs of one timeline. */
  constructor(untilUs: () => number, nowUs: () => number) {
    $effect(() => {
      const end = untilUs();
      const leftMs = (end - nowUs()) / 1000;
      this.on = leftMs > 0;
      if (!this.on || leftMs > LONGEST_MS) return;
      const timer = setTimeout(() => (this.on = false), leftMs);
      return () => clearTimeout(timer);
    });
  }
}
