/**
 * How coarse `performance.now()` is here. Browsers round it (0.1 ms in Chromium, 1 ms in Safari and Firefox), some with a
 * random threshold, so that an instant may also be earlier than its reading. Both would bias the clock filter.
 */

export interface TimerGrain {
  /** How much earlier than its reading an instant may really be, µs: 0, or the quantum where readings are jittered. */
  readonly earlyUs: number;
  /** How much later than its reading an instant may really be, µs: the quantum. */
  readonly lateUs: number;
}

const FINE: TimerGrain = { earlyUs: 0, lateUs: 0 };
const TICKS = 12;
const LONGEST_LOOK_MS = 20;
/** A timer that stands still must not hang the page. */
const MOST_READINGS = 1_000_000;
/** Finer than this, the grain does not matter. */
const FINE_US = 12;
/** Ticks of a jittered timer differ in length by 0.4 of their mean, those of a plain one by what disturbs the loop. */
const JITTERED_SPREAD = 0.22;

/** Watches the timer for some ticks (a few milliseconds of work). */
export function measureGrain(now: () => number = () => performance.now()): TimerGrain {
  const steps: number[] = [];
  const lengths: number[] = [];
  const begunMs = now();
  let lastMs = begunMs;
  let readings = 0;
  for (let look = 0; look < MOST_READINGS; look += 1) {
    if (steps.length >= TICKS || lastMs - begunMs >= LONGEST_LOOK_MS) break;
    const readMs = now();
    readings += 1;
    if (readMs === lastMs) continue;
    steps.push((readMs - lastMs) * 1000);
    lengths.push(readings);
    readings = 0;
    lastMs = readMs;
  }
  return grainOf(steps, lengths.slice(1));
}

/** The grain told from the steps seen (µs) and how many readings each tick lasted (the first, cut one left out). */
export function grainOf(stepsUs: readonly number[], lengths: readonly number[]): TimerGrain {
  const quantumUs = Math.round(Math.min(...stepsUs));
  if (!Number.isFinite(quantumUs) || quantumUs < FINE_US) return FINE;
  return { earlyUs: spread(lengths) > JITTERED_SPREAD ? quantumUs : 0, lateUs: quantumUs };
}

/** Mean distance from the median, relative to it: one disturbed tick among many does not matter. */
function spread(lengths: readonly number[]): number {
  const ordered = [...lengths].sort((a, b) => a - b);
  const middle = ordered[ordered.length >> 1] ?? 0;
  if (middle === 0) return 0;
  const distances = ordered.map((each) => Math.abs(each - middle) / middle).sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? 0;
}
