/** Endpoints for accounts: signing in by every way, and what belongs to one's own account. All throw `ApiError`. */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/browser";
import type { Api, SessionOut } from "./api";
import type * as P from "./people_types";

export type * from "./people_types";

/** Beside a cookie that is set or used: no other site's page can send it. */
const FROM_PAGE = { "X-Sonix": "1" };
const at = (root: string, id: string): string => `${root}/${encodeURIComponent(id)}`;

export class PeopleApi {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  register = (account: P.NewAccount) => this.#post<P.Registered>("/api/accounts", account);
  /** In another browser than the one that asked, the password is needed (`password_needed`). */
  verify = (token: string, password: string | null) => this.#postAlong("/api/accounts/verify", { token, password });
  signIn = (email: string, password: string) => this.#postAlong("/api/sessions", { email, password });
  forgotten = (email: string) => this.#postOpenly<unknown>("/api/passwords/forgotten", { email });
  reset = (token: string, password: string) => this.#postAlong("/api/passwords/reset", { token, new: password });
  changePassword = (old: string | null, password: string) =>
    this.#api.ask<unknown>("/api/me/password", { method: "PUT", json: { old, new: password } });
  /** `sent` false: no mail is needed here, the new address counts at once. */
  changeEmail = (email: string, password: string | null) =>
    this.#post<{ sent: boolean }>("/api/me/email", { email, password });
  /** Where the account is not signed in, its password is needed (`password_needed`). */
  verifyEmail = (token: string, password: string | null) =>
    this.#post<unknown>("/api/me/email/verify", { token, password });

  devices = () => this.#list<P.Device>("/api/sessions");
  signOutDevice = (id: string) => this.#delete(at("/api/sessions", id));
  signOutOthers = () => this.#delete("/api/sessions");

  passkeys = () => this.#list<P.Passkey>("/api/passkeys");
  passkeyOptions = (password: string | null) =>
    this.#post<PublicKeyCredentialCreationOptionsJSON>("/api/passkeys/options", { password });
  addPasskey = (credential: RegistrationResponseJSON, name: string) =>
    this.#post<P.Passkey>("/api/passkeys", { credential, name });
  renamePasskey = (id: string, name: string) =>
    this.#api.ask<unknown>(at("/api/passkeys", id), { method: "PATCH", json: { name } });
  removePasskey = (id: string) => this.#delete(at("/api/passkeys", id));
  passkeySignInOptions = () => this.#postOpenly<PublicKeyCredentialRequestOptionsJSON>("/api/passkeys/sign-in/options");
  passkeySignIn = (credential: AuthenticationResponseJSON) => this.#postAlong("/api/passkeys/sign-in", { credential });

  firebase = (idToken: string) => this.#post<SessionOut>("/api/sign-in/firebase", { id_token: idToken });
  supabase = (accessToken: string) => this.#post<SessionOut>("/api/sign-in/supabase", { access_token: accessToken });
  identities = () => this.#list<P.LinkedIdentity>("/api/identities");
  unlink = (id: string) => this.#delete(at("/api/identities", id));

  leaving = () => this.#api.ask<P.Leaving>("/api/me/leaving");
  deleteMe = (password: string | null) =>
    this.#api.ask<unknown>("/api/me", { method: "DELETE", json: { password }, headers: FROM_PAGE });

  #post<Answer>(url: string, json: unknown = {}): Promise<Answer> {
    return this.#api.ask<Answer>(url, { method: "POST", json, headers: FROM_PAGE });
  }

  #postOpenly<Answer>(url: string, json: unknown = {}): Promise<Answer> {
    return this.#api.askOpenly<Answer>(url, { method: "POST", json, headers: FROM_PAGE });
  }

  /** A way in: a guest who is here brings along what is theirs. */
  #postAlong(url: string, json: unknown): Promise<SessionOut> {
    return this.#api.askAlong<SessionOut>(url, { method: "POST", json, headers: FROM_PAGE });
  }

  #delete(url: string): Promise<unknown> {
    return this.#api.ask<unknown>(url, { method: "DELETE" });
  }

  /** A list, given bare or as `items`. */
  async #list<Item>(url: string): Promise<Item[]> {
    const answer = await this.#api.ask<Item[] | { items: Item[] }>(url);
    return Array.isArray(answer) ? answer : answer.items;
  }
}
