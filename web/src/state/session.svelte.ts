/** Who is using this browser: a guest with a name or somebody with an account, known again at the next visit by a cookie. */
import { newId } from "../core/ids";
import { refusalWords } from "../i18n/refusals";
import { AccessToken, type Issued, type Lock } from "../net/access_token";
import { Api, ApiError, type SessionOut, type TokenSource, type User } from "../net/api";

/** Guests of before there were sessions kept their token here; it is exchanged once. */
const OLD_TOKEN_KEY = "sonix.token";
const USER_KEY = "sonix.user";
const DEVICE_KEY = "sonix.device";

export class Session implements TokenSource {
  user = $state<User | null>(null);
  /** What the server says to whoever is shut out, instead of the next token; null for everybody else. */
  banned = $state<string | null>(null);
  readonly api: Api;
  /** Names this browser, so that a member on two devices is one member with two places to listen. */
  readonly deviceId: string;
  readonly #storage: Storage | null;
  readonly #access: AccessToken;
  #oldToken = $state<string | null>(null);
  #creating: Promise<User> | null = null;

  constructor(storage: Storage | null = storageOrNull(), api?: Api, lock?: Lock) {
    this.#storage = storage;
    this.#access = new AccessToken(() => this.#renewed(), lock);
    this.api = api ?? new Api(this);
    this.#oldToken = this.#read(OLD_TOKEN_KEY);
    this.user = parseUser(this.#read(USER_KEY));
    this.deviceId = this.#read(DEVICE_KEY) ?? newId();
    this.#write(DEVICE_KEY, this.deviceId);
  }

  /** Whether this browser was signed in when it last heard of the server. */
  get isKnown(): boolean {
    return this.user !== null || this.#oldToken !== null;
  }

  /** The access token of now; it may be old, or not here yet. */
  get token(): string | null {
    return this.#access.token;
  }

  /** A token that serves at once, without asking anybody. */
  get freshToken(): string | null {
    return this.#access.isFresh ? this.#access.token : null;
  }

  /** A token that the server will take: asked for first where need be, null when nobody is signed in. Throws `ApiError`. */
  fresh(): Promise<string | null> {
    const { freshToken } = this;
    return freshToken !== null || !this.isKnown ? Promise.resolve(freshToken) : this.#access.renew();
  }

  /** The token after `used`, which the server has refused; null when this browser is signed in no more. Throws `ApiError`. */
  renew(used: string): Promise<string | null> {
    return this.#access.renew(used);
  }

  /** The server did not take the token, whatever its age. */
  distrust(): void {
    this.#access.distrust();
  }

  /** Asks anew who this is: somebody may be no administrator any more. */
  doubt(): void {
    void this.refresh().catch(() => null); // what asked shows its refusal in any case
  }

  /** Hands each new token to somebody who lives on it, in time. Returns what ends that. */
  onRenewed(heir: (token: string) => void): () => void {
    return this.#access.onRenewed(heir);
  }

  /** The user of this browser, made as a guest called `name` when there is none yet. Throws `ApiError`. */
  async ensureGuest(name: string, adminToken?: string): Promise<User> {
    if (this.#oldToken !== null) await this.refresh().catch(() => null);
    await this.#access.renewal?.catch(() => null); // without a network, what is remembered serves
    if (this.user !== null) return name === "" ? this.user : this.rename(name);
    this.#creating ??= this.#create(name, adminToken).finally(() => (this.#creating = null));
    return this.#creating;
  }

  /** Asks the server who this is; forgets somebody it no longer knows. Throws `ApiError` for anything else. */
  async refresh(): Promise<User | null> {
    if (this.isKnown) await this.#access.renew();
    return this.user;
  }

  async rename(name: string): Promise<User> {
    if (this.user?.name === name) return this.user;
    const user = await this.api.renameMe(name);
    this.update(user);
    return user;
  }

  /** Makes this user the administrator with the one-time token of the first-run link. */
  async claimAdmin(oneTimeToken: string): Promise<User> {
    const user = await this.api.claimAdmin(oneTimeToken);
    this.update(user);
    return user;
  }

  /** Somebody signed in: this browser is theirs from now on. */
  adopt(session: SessionOut): User {
    this.#setOldToken(null);
    this.update(session.user);
    this.#access.keep(session);
    return session.user;
  }

  /** What the server said about this user, after they changed their account. */
  update(user: User): void {
    this.user = user;
    this.banned = null;
    this.#write(USER_KEY, JSON.stringify(user));
  }

  /**
   * What another tab wrote into the storage. True when whoever was here is not any more: what the page shows is theirs, and is
   * to go.
   */
  hear(key: string | null, value: string | null): boolean {
    if (key !== USER_KEY) return false;
    const before = this.user;
    this.user = parseUser(value);
    if (before?.user_id === this.user?.user_id) return false;
    this.#access.drop();
    return before !== null;
  }

  /** Ends this browser's session at the server, and forgets it here. Throws `ApiError`. */
  async signOut(): Promise<void> {
    await this.api.signOut().catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
    });
    this.forget();
  }

  /** Forgets who this was, so that the next visit starts as somebody new. */
  forget(): void {
    this.#access.drop();
    this.user = null;
    this.banned = null;
    this.#write(USER_KEY, null);
    this.#setOldToken(null);
  }

  async #create(name: string, adminToken?: string): Promise<User> {
    return this.adopt(await this.api.createGuest(name, adminToken));
  }

  /** The next session of the cookie, or the first one of a token of before. Null: nobody is signed in here any more. */
  async #renewed(): Promise<Issued | null> {
    const old = this.#oldToken;
    try {
      const session = await (old === null ? this.api.refreshSession() : this.api.exchange(old));
      this.#setOldToken(null);
      this.update(session.user);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.code === "banned") this.banned = refusalWords(error);
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (old === null) {
        this.forget();
        return null;
      }
      this.#setOldToken(null); // another tab may have exchanged it: then there is a cookie
      return this.#renewed();
    }
  }

  #setOldToken(token: string | null): void {
    this.#oldToken = token;
    this.#write(OLD_TOKEN_KEY, token);
  }

  #read(key: string): string | null {
    try {
      return this.#storage?.getItem(key) ?? null;
    } catch {
      return null; // storage may be closed to us in private windows
    }
  }

  #write(key: string, value: string | null): void {
    try {
      if (value === null) this.#storage?.removeItem(key);
      else this.#storage?.setItem(key, value);
    } catch {
      // the session then lasts as long as the page
    }
  }
}

function storageOrNull(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

function parseUser(text: string | null): User | null {
  if (text === null) return null;
  try {
    const user = JSON.parse(text) as Partial<User> | null;
    if (typeof user?.user_id !== "string" || typeof user.name !== "string") return null;
    return {
      user_id: user.user_id,
      name: user.name,
      kind: user.kind === "account" ? "account" : "guest",
      email: user.email ?? null,
      email_verified: user.email_verified === true,
      is_admin: user.is_admin === true,
      has_password: user.has_password === true,
    };
  } catch {
    return null;
  }
}
