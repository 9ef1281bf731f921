import { words } from "../../i18n/account";
import { ApiError, problemOf } from "../../net/http";
import type { Session } from "../../state/session.svelte";

/** Safari begins to read a download only some time after the click, as long as it asks whether to allow it. */
const KEPT_MS = 60_000;

/** Downloads everything that is somebody's as a zip. The token goes in the header, so a plain link would not do. Throws `ApiError`. */
export async function saveExport(session: Session): Promise<void> {
  const token = await session.fresh();
  const headers: Record<string, string> = token === null ? {} : { Authorization: `Bearer ${token}` };
  const lost = new ApiError("offline", words.account.connectionLost, 0, true);
  const response = await fetch("/api/me/export", { headers }).catch(() => Promise.reject(lost));
  if (!response.ok) throw await problemOf(response);
  // Browsers keep a big blob on disk.
  const zip = await response.blob().catch(() => Promise.reject(lost));
  const address = URL.createObjectURL(zip);
  const link = document.createElement("a");
  link.href = address;
  link.download = "sonix-export.zip";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
