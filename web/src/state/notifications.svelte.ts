import type { PushApi } from "../net/push_api";
import { WISHES_KEY } from "./push_end";

/** Of what this browser is told. */
export interface PushWishes {
  readonly mentions: boolean;
  readonly opened: boolean;
}

/** `missing`: this browser cannot; `insecure`: not on this page; `denied`: its owner has said no. */
export type PushState = "missing" | "insecure" | "denied" | "off" | "on";

/** What this needs of a browser. */
export interface PushBrowser {
  readonly secure: boolean;
  /** Null where there is no push at all. */
  registration(): Promise<Pick<ServiceWorkerRegistration, "pushManager"> | null>;
  permission(): NotificationPermission;
  ask(): Promise<NotificationPermission>;
}

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;
const ALL: PushWishes = { mentions: true, opened: true };

/** Whether, and of what, this browser is told while no page is open. The wish stands in this browser, the subscription at the server. */
export class Notifications {
  state = $state<PushState>("off");
  wishes = $state.raw<PushWishes>(ALL);
  readonly #api: PushApi;
  readonly #browser: PushBrowser;
  readonly #shelf: () => Shelf;
  readonly #language: () => string;

  constructor(api: PushApi, browser: PushBrowser, language: () => string, shelf: () => Shelf = () => localStorage) {
    this.#api = api;
    this.#browser = browser;
    this.#language = language;
    this.#shelf = shelf;
  }

  /** Looks at how things stand; what is on is told to the server again, whose key or memory may be another by now. */
  async look(): Promise<void> {
    const wanted = this.#kept();
    this.wishes = wanted ?? ALL;
    if (!this.#browser.secure) this.state = "insecure";
    else if ((await this.#browser.registration()) === null) this.state = "missing";
    else if (this.#browser.permission() === "denied") this.state = "denied";
    else if (wanted === null || this.#browser.permission() !== "granted") this.state = "off";
    else {
      this.state = "on";
      await this.#subscribe(wanted);
    }
  }

  /** Must run inside a gesture: browsers ask their owner only then. Rejects when the server or the push service fails. */
  async turnOn(): Promise<void> {
    const permission = await this.#browser.ask();
    if (permission !== "granted") {
      this.state = permission === "denied" ? "denied" : "off";
      return;
    }
    await this.#subscribe(this.wishes);
    this.#keep(this.wishes);
    this.state = "on";
  }

  async choose(wishes: PushWishes): Promise<void> {
    await this.#subscribe(wishes);
    this.#keep(wishes);
    this.wishes = wishes;
  }

  async turnOff(): Promise<void> {
    const subscription = await this.#current();
    if (subscription !== null) {
      await this.#api.forget(subscription.endpoint);
      await subscription.unsubscribe();
    }
    this.#keep(null);
    this.state = "off";
  }

  async test(): Promise<void> {
    const subscription = await this.#current();
    if (subscription !== null) await this.#api.test(subscription.endpoint);
  }

  async #current(): Promise<PushSubscription | null> {
    return (await (await this.#browser.registration())?.pushManager.getSubscription()) ?? null;
  }

  async #subscribe(wishes: PushWishes): Promise<void> {
    const registration = await this.#browser.registration();
    if (registration === null) return;
    const key = bytesOf(await this.#api.key());
    const known = await registration.pushManager.getSubscription();
    // A browser holds on to the key it subscribed with; another server's, or one of before a restore, is of no use.
    if (known !== null && !sameBytes(known.options.applicationServerKey, key)) await known.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: key };
    const { endpoint, keys } = (await registration.pushManager.subscribe(options)).toJSON();
    const { p256dh, auth } = keys ?? {};
    if (endpoint === undefined || p256dh === undefined || auth === undefined) throw new Error("no push subscription");
    await this.#api.subscribe({ endpoint, p256dh, auth, ...wishes, language: this.#language() });
  }

  #kept(): PushWishes | null {
    try {
      const found: unknown = JSON.parse(this.#shelf().getItem(WISHES_KEY) ?? "null");
      if (typeof found !== "object" || found === null) return null;
      const { mentions, opened } = found as Record<string, unknown>;
      return { mentions: mentions !== false, opened: opened !== false };
    } catch {
      return null;
    }
  }

  #keep(wishes: PushWishes | null): void {
    try {
      if (wishes === null) this.#shelf().removeItem(WISHES_KEY);
      else this.#shelf().setItem(WISHES_KEY, JSON.stringify(wishes));
    } catch {
      // private windows may close their storage: then it lasts as long as the page
    }
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
}

function sameBytes(one: ArrayBuffer | null, other: Uint8Array): boolean {
  return one?.byteLength === other.length && new Uint8Array(one).every((byte, index) => byte === other[index]);
}
