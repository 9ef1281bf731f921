/** Passkeys in this browser: whether there can be any, and the ceremonies with it. */
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";
import { words } from "../../i18n/account";
import type { SessionOut } from "../../net/api";
import type { Passkey, PeopleApi } from "../../net/people_api";

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[.*\])$/;

/** Why there can be no passkeys here, and what to do; null where there can be. */
export function whyNoPasskeys(): string | null {
  if (ADDRESS.test(location.hostname)) return words.account.passkeyName(location.hostname);
  if (!isSecureContext) return words.account.passkeySecure;
  return browserSupportsWebAuthn() ? null : words.account.passkeyOld;
}

export function canUsePasskeys(): boolean {
  return whyNoPasskeys() === null;
}

export async function signInWithPasskey(people: PeopleApi): Promise<SessionOut> {
  const optionsJSON = await people.passkeySignInOptions();
  return people.passkeySignIn(await startAuthentication({ optionsJSON }));
}

/** Lets the browser offer passkeys in the e-mail field; settles when one is chosen, null where it can't be. */
export async function offerPasskeys(people: PeopleApi): Promise<SessionOut | null> {
  if (!canUsePasskeys() || !(await browserSupportsWebAuthnAutofill())) return null;
  const optionsJSON = await people.passkeySignInOptions();
  return people.passkeySignIn(await startAuthentication({ optionsJSON, useBrowserAutofill: true }));
}

/** Ends an offer or a ceremony that nobody needs any more. */
export function endOffer(): void {
  WebAuthnAbortService.cancelCeremony();
}

/** `password` is asked for only when the sign-in is not of just now. */
export async function createPasskey(people: PeopleApi, name: string, password: string | null): Promise<Passkey> {
  const optionsJSON = await people.passkeyOptions(password);
  return people.addPasskey(await startRegistration({ optionsJSON }), name);
}

/** Closing the browser's own window is no error to tell anybody about. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError");
}

export function passkeyProblem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "InvalidStateError") return words.account.passkeyHere;
  if (error.name === "SecurityError") return words.account.passkeyAddress;
  return null;
}
