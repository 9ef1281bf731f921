import type { Session } from "../state/session.svelte";

/** Whoever has no name yet gets the suggested one: they can change it in the settings at any time. */
export async function ensureSomebody(session: Session): Promise<void> {
  if (session.isKnown) return;
  const suggested = await session.api.suggestions();
  await session.ensureGuest(suggested.guest_name);
}
