import { words } from "../../i18n/account";
import { ApiError, type SessionOut } from "../../net/api";
import { forgetUnsent } from "../../state/chat/kept";
import { endPush } from "../../state/push_end";
import type { App } from "../app";
import { endOffer } from "./passkeys";
import { takePath } from "./returnPath";

/**
 * Somebody signed in: they go where they wanted to go.
 *
 * When this browser was somebody else's until now (a guest, another account), the page is loaded anew: rooms, uploads and
 * lists on it are theirs.
 */
export function arrive(app: App, session: SessionOut, to: { path?: string; said?: string } = {}): void {
  const path = to.path ?? takePath();
  const before = app.session.user?.user_id;
  const user = app.session.adopt(session);
  if (before !== undefined && before !== user.user_id) location.assign(path);
  else {
    app.router.go(path, { replace: true });
    app.toasts.show(to.said ?? words.account.signedInAs(user.name));
  }
}

/** Signs this browser out, and begins anew as nobody. Throws `ApiError`. */
export async function leave(app: App): Promise<void> {
  await signOut(app);
  beginAnew(app);
}

/** Signs this browser out, on the page as it is; whoever is banned has no session to end. Throws `ApiError`. */
export async function signOut(app: App): Promise<void> {
  endOffer(); // an authenticator that never answers holds the page
  await app.session.signOut().catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== "banned") throw error;
    app.session.forget();
  });
  await endPush();
}

/** As nobody: who uses this tab next is not taken back into a room that somebody else had joined here. */
export function beginAnew({ active }: Pick<App, "active">): void {
  active.close();
  forgetUnsent();
  location.assign("/");
}
