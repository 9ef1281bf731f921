import { ApiError, problemOf } from "../../net/http";
import { words } from "../../i18n/words.svelte";
import type { Session } from "../../state/session.svelte";

/** Safari begins to read a download only some time after the click. */
const KEPT_MS = 60_000;

/** Downloads a list as a file. The token goes in the header, so a plain link would not do. Throws `ApiError`. */
export async function savePlaylist(session: Session, address: string, fileName: string): Promise<void> {
  const token = await session.fresh();
  const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
  const lost = new ApiError("offline", words.uploads.lost, 0, true);
  const response = await fetch(address, { headers }).catch(() => Promise.reject(lost));
  if (!response.ok) throw await problemOf(response);
  const file = await response.blob().catch(() => Promise.reject(lost));
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
