import type { SessionOut } from "../../net/api";
import type { App } from "../app";
import { takePath } from "./returnPath";

/**
 * Somebody signed in: they go where they wanted to go.
 *
 * When this browser was somebody else's until now (a guest, another account), the page is loaded anew: rooms, uploads and
 * lists on it are theirs.
 */
export function arrive(app: App, session: SessionOut, path = takePath()): void {
  const before = app.session.user?.user_id;
  const user = app.session.adopt(session);
  if (before !== undefined && before !== user.user_id) location.assign(path);
  else {
    app.router.go(path, { replace: true });
    app.toasts.show(`Signed in as ${user.name}`);
  }
}

/** Signs this browser out, and begins anew as nobody. Throws `ApiError`. */
export async function leave(app: App): Promise<void> {
  await app.session.signOut();
  location.assign("/");
}
