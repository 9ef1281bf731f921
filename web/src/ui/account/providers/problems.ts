import { ApiError } from "../../../net/api";
import { explain } from "../../home/problems";

/** A refusal of a sign-in service. */
export class ProviderError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "ProviderError";
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  "auth/invalid-credential": "The e-mail or the password is not right.",
  "auth/wrong-password": "The e-mail or the password is not right.",
  "auth/user-not-found": "The e-mail or the password is not right.",
  "auth/invalid-login-credentials": "The e-mail or the password is not right.",
  "auth/email-already-in-use": "There is an account with this address. Choose “I have an account”.",
  "auth/weak-password": "This password is too short. Take a longer one.",
  "auth/popup-blocked": "The browser held the window back. Allow it for this page, and try again.",
  "auth/popup-closed-by-user": "The window was closed before you were signed in. Try again when you like.",
  "auth/cancelled-popup-request": "The window was closed before you were signed in. Try again when you like.",
  "auth/network-request-failed": "Firebase cannot be reached. Check your connection, then try again.",
  "auth/too-many-requests": "Too many tries in a short time. Wait a minute, then try again.",
  "auth/unauthorized-domain": "Firebase does not know this address. Whoever runs this Sonix adds it there.",
  "auth/operation-not-allowed": "Firebase has this way turned off. Whoever runs this Sonix can turn it on there.",
  "auth/admin-restricted-operation": "Firebase takes no new people this way. Ask whoever runs this Sonix.",
  "auth/internal-error":
    "Google's window did not open. Something may hold it back, such as a content blocker. Take another way.",
  invalid_credentials: "The e-mail or the password is not right.",
  email_not_confirmed: "Open the link in the message from Supabase first.",
  user_already_exists: "There is an account with this address. Choose “I have an account”.",
  unreachable: "Supabase cannot be reached. Check your connection, then try again.",
  weak_password: "This password is too short. Take a longer one.",
};

/** What went wrong on the way through another service, in a sentence. */
export function explainProvider(error: unknown): string {
  if (error instanceof ApiError) return explain(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = SENTENCES[code];
  if (known !== undefined) return known;
  if (error instanceof ProviderError) return error.message;
  return "The other service did not let you in. Try again in a moment.";
}
