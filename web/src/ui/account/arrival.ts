import { ApiError, type SessionOut } from "../../net/api";
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

/** Signs this browser out, and begins anew as nobody; whoever is banned has no session to end. Throws `ApiError`. */
export async function leave(app: App): Promise<void> {
  await app.session.signOut().catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== "banned") throw error;
    app.session.forget();
  });
  location.assign("/");
}
