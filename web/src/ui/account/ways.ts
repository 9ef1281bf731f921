import type { FirebaseWay, SignIn, User } from "../../net/api";

/** Whether somebody without an invitation can make an account with e-mail and password: the address is checked by mail. */
export function canRegister(signIn: SignIn): boolean {
  return signIn.registration === "open" && signIn.mail;
}

/** Whether the Firebase project lets people in by that way. */
export function hasFirebase(signIn: SignIn, way: FirebaseWay): boolean {
  return signIn.firebase?.ways.includes(way) === true;
}

/** Whether a service elsewhere can be used to have an account. */
export function hasOtherWays(signIn: SignIn): boolean {
  const atFirebase = hasFirebase(signIn, "email") || hasFirebase(signIn, "google");
  return signIn.oidc.length > 0 || atFirebase || signIn.supabase !== null;
}

/** Whether somebody new can go on without a name, as a guest whom Firebase knows, too. `user`: who is here already. */
export function canStayNameless(signIn: SignIn, user: unknown): boolean {
  return signIn.guests && user === null && hasFirebase(signIn, "anonymous");
}

/** Whether this is an administrator without an account: known by this browser alone. */
export function runsAsGuest(user: Pick<User, "kind" | "is_admin"> | null): boolean {
  return user !== null && user.kind === "guest" && user.is_admin;
}
