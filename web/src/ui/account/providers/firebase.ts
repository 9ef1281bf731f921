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
  signInWithEmailAndPassword,
  signInWithPopup,
  type Auth,
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
  const auth = initializeAuth(app, {
    persistence: inMemoryPersistence,
    popupRedirectResolver: browserPopupRedirectResolver,
  });
  if (settings.emulator_url !== null) connectAuthEmulator(auth, settings.emulator_url, { disableWarnings: true });
  return auth;
}

export async function signInWithGoogle(settings: FirebaseSettings): Promise<string> {
  const { user } = await signInWithPopup(authOf(settings), new GoogleAuthProvider());
  return user.getIdToken();
}

export async function signInWithEmail(settings: FirebaseSettings, given: Credentials): Promise<string> {
  const auth = authOf(settings);
  if (!given.isNew) {
    const { user } = await signInWithEmailAndPassword(auth, given.email, given.password);
    return user.getIdToken();
  }
  const { user } = await createUserWithEmailAndPassword(auth, given.email, given.password);
  await sendEmailVerification(user).catch(() => undefined); // the account is there, and can be asked again
  return user.getIdToken();
}
