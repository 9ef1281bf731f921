import type { Person } from "../../state/room.svelte";

/** What is about to be done to somebody, who may have left meanwhile. */
export interface Measure {
  readonly kind: "mute" | "remove" | "ban";
  readonly person: Pick<Person, "member_id" | "name">;
}
