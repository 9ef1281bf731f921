/** Which maps the output must hear of: once it is calm, most say what the one before said, and each wakes its thread. */

import type { OutputMap } from "./messages";

/** A map that puts frames within this of where the last one told puts them is no news: a thousandth of what anybody hears. */
const SAME_US = 3;
/** Told again at least this often, in room time. */
const LONGEST_US = 2_000_000;

export class MapNews {
  #told: OutputMap | null = null;

  /** Whether to tell it; taken for told then. `isCalm`: nothing is being found out about the output. */
  take(map: OutputMap, isCalm: boolean): boolean {
    const told = this.#told;
    const isNews =
      told === null ||
      !isCalm ||
      map.anew ||
      map.moved ||
      map.roomUs > told.roomUs + LONGEST_US ||
      Math.abs(told.roomUs + (map.frame - told.frame) * told.usPerFrame - map.roomUs) > SAME_US;
    // The first calm one is told, so that ticks become rarer.
    if (isNews) this.#told = isCalm ? map : null;
    return isNews;
  }
}
