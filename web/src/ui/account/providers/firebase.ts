/** Signs in at Firebase and gives the ID token that Sonix checks. Loaded only where Firebase is set up. */
import { getApps, initializeApp } from "@firebase/app";
import {
  browserPopupRedirectResolver,
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  getAuth,
  GoogleAuthProvider,
  initializeAuth,
  inMemoryPersistence,
  sendEmailVerification,
  signInAnonymously as signInNameless,
  signInWithEmailAndPassword,
  signInWithPopup,
  type Auth,
  type UserCredential,
} from "@firebase/auth";
import type { FirebaseSettings } from "../../../net/api";
import type { Credentials } from "./credentials";

/** Nothing of it is kept in the browser: the session that counts is Sonix's own. */
function authOf(settings: FirebaseSettings): Auth {
  const existing = getApps()[0];
  if (existing) return getAuth(existing);
  const app = initializeApp({
    projectId: settings.project,
    apiKey: settings.api_key,
    authDomain: settings.auth_domain,
  });
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  if (settings.emulator_url !== null) connectAuthEmulator(auth, settings.emulator_url, { disableWarnings: true });
  return auth;
}

/** The token of whoever has signed in there. Firebase forgets them at once: somebody else may use this tab next. */
async function tokenOf({ user }: UserCredential, auth: Auth): Promise<string> {
  const token = await user.getIdToken();
  await auth.signOut();
  return token;
}

export async function signInWithGoogle(settings: FirebaseSettings): Promise<string> {
  const auth = authOf(settings);
  // The resolver is named here and not above: on phones it fetches Google's script at once, for everybody.
  return tokenOf(await signInWithPopup(auth, new GoogleAuthProvider(), browserPopupRedirectResolver), auth);
}

/** A guest whom Firebase knows, too. */
export async function signInAnonymously(settings: FirebaseSettings): Promise<string> {
  const auth = authOf(settings);
  return tokenOf(await signInNameless(auth), auth);
}

export async function signInWithEmail(settings: FirebaseSettings, given: Credentials): Promise<string> {
  const auth = authOf(settings);
  const { email, password } = given;
  if (!given.isNew) return tokenOf(await signInWithEmailAndPassword(auth, email, password), auth);
  const made = await createUserWithEmailAndPassword(auth, email, password);
  await sendEmailVerification(made.user).catch(() => undefined); // the account is there, and can be asked again
  return tokenOf(made, auth);
}
