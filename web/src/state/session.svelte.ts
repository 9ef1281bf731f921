/** Who is using this browser: a guest with a name and a token, remembered between visits. */
import { newId } from "../core/ids";
import { Api, ApiError, type SessionOut, type User } from "../net/api";

const TOKEN_KEY = "sonix.token";
const USER_KEY = "sonix.user";
const DEVICE_KEY = "sonix.device";

export class Session {
  user = $state<User | null>(null);
  token = $state<string | null>(null);
  readonly api: Api;
  /** Names this browser, so that a member on two devices is one member with two places to listen. */
  readonly deviceId: string;
  readonly #storage: Storage | null;
  #creating: Promise<User> | null = null;
  #refreshing: Promise<User | null> | null = null;

  constructor(storage: Storage | null = storageOrNull(), api?: Api) {
    this.#storage = storage;
    this.api = api ?? new Api(this);
    this.token = this.#read(TOKEN_KEY);
    this.user = parseUser(this.#read(USER_KEY));
    this.deviceId = this.#read(DEVICE_KEY) ?? newId();
    this.#write(DEVICE_KEY, this.deviceId);
  }

  get isKnown(): boolean {
    return this.token !== null;
  }

  /** The user of this browser, made as a guest called `name` when there is none yet. Throws `ApiError`. */
  async ensureGuest(name: string): Promise<User> {
    await this.#refreshing?.catch(() => null); // without a network, what is remembered serves
    if (this.token !== null && this.user !== null) return name === "" ? this.user : this.rename(name);
    this.#creating ??= this.#create(name).finally(() => (this.#creating = null));
    return this.#creating;
  }

  /** Asks the server who this is, and takes a fresh token when it gives one; forgets a token it no longer knows. Throws `ApiError` for anything else. */
  refresh(): Promise<User | null> {
    this.#refreshing ??= this.#ask().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async #ask(): Promise<User | null> {
    if (this.token === null) return null;
    try {
      this.#remember(this.token, await this.api.me());
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      this.forget();
    }
    return this.user;
  }

  async rename(name: string): Promise<User> {
    if (this.user?.name === name) return this.user;
    const user = await this.api.renameMe(name);
    this.#remember(this.token, user);
    return user;
  }

  /** Makes this user the administrator with the one-time token of the first-run link. */
  async claimAdmin(oneTimeToken: string): Promise<User> {
    const user = await this.api.claimAdmin(oneTimeToken);
    this.#remember(this.token, user);
    return user;
  }

  /** Somebody signed in: this browser is theirs from now on. */
  adopt(session: SessionOut): User {
    this.#remember(session.access, session.user);
    return session.user;
  }

  /** What the server said about this user, after they changed their account. */
  update(user: User): void {
    this.#remember(this.token, user);
  }

  /** Ends this browser's session at the server, and forgets it here. Throws `ApiError`. */
  async signOut(): Promise<void> {
    await this.api.ask("/api/sessions/current", { method: "DELETE" });
    this.forget();
  }

  /** Drops the token, so that the next visit starts as somebody new. */
  forget(): void {
    this.#remember(null, null);
  }

  async #create(name: string): Promise<User> {
    const made = await this.api.createGuest(name);
    this.#remember(made.access, made.user);
    return made.user;
  }

  #remember(token: string | null, user: User | null): void {
    this.token = token;
    this.user = user;
    this.#write(TOKEN_KEY, token);
    this.#write(USER_KEY, user === null ? null : JSON.stringify(user));
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
