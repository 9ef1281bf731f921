import type { Session } from "../state/session.svelte";
import { suggestNames } from "./names";

/** Whoever has no name yet gets the suggested one: they can change it in the settings at any time. */
export async function ensureSomebody(session: Session): Promise<void> {
  if (session.isKnown) return;
  const suggested = await suggestNames(session.api);
  await session.ensureGuest(suggested.guest_name);
}
