import { words } from "../../../i18n/account";
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

const CASES: Readonly<Record<string, keyof typeof words.account.provider>> = {
  "auth/invalid-credential": "wrong",
  "auth/wrong-password": "wrong",
  "auth/user-not-found": "wrong",
  "auth/invalid-login-credentials": "wrong",
  "auth/email-already-in-use": "exists",
  "auth/weak-password": "weak",
  "auth/popup-blocked": "heldBack",
  "auth/popup-closed-by-user": "windowClosed",
  "auth/cancelled-popup-request": "windowClosed",
  "auth/network-request-failed": "noFirebase",
  "auth/too-many-requests": "tooMany",
  "auth/unauthorized-domain": "unknownAddress",
  "auth/operation-not-allowed": "turnedOff",
  "auth/admin-restricted-operation": "noNewPeople",
  "auth/internal-error": "googleBlocked",
  invalid_credentials: "wrong",
  email_not_confirmed: "openMessage",
  user_already_exists: "exists",
  unreachable: "noSupabase",
  weak_password: "weak",
};

/** What went wrong on the way through another service, in a sentence. */
export function explainProvider(error: unknown): string {
  if (error instanceof ApiError) return explain(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = CASES[code];
  if (known !== undefined) return words.account.provider[known];
  if (error instanceof ProviderError) return error.message;
  return words.account.provider.other;
}
