import type { Person } from "../../state/room.svelte";

/** What is about to be done to somebody. */
export interface Measure {
  readonly kind: "mute" | "remove" | "ban";
  readonly person: Person;
}
