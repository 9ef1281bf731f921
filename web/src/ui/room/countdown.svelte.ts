import { speech } from "../../i18n/words.svelte";

/** How long until a room opens, counted from the moment its answer came: the browser's clock may be wrong. */
export class Countdown {
  seconds = $state(0);
  readonly #endMs: number;
  readonly #nowMs: () => number;

  constructor(seconds: number, nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#endMs = nowMs() + seconds * 1000;
    this.seconds = seconds;
  }

  get over(): boolean {
    return this.seconds <= 0;
  }

  /** Looks at the clock; a page that was asleep is right at once. */
  tick = (): void => {
    this.seconds = Math.max(0, Math.ceil((this.#endMs - this.#nowMs()) / 1000));
  };
}

const dayText = (days: number): string =>
  new Intl.NumberFormat(speech.locale, { style: "unit", unit: "day", unitDisplay: "short" }).format(days);

const two = (value: number): string => String(value).padStart(2, "0");

/** `2 days 03:04:05`, `03:04:05`, `04:05`. */
export function countdownText(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${two(minutes)}:${two(seconds % 60)}`;
  if (days > 0) return `${dayText(days)} ${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}
