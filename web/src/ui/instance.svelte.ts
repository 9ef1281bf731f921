import type { Api, Instance } from "../net/api";
import { tryAgain } from "./parts/tryAgain";

/** What this Sonix is called and where it can be reached; null until the server has answered. */
export class InstanceInfo {
  info = $state.raw<Instance | null>(null);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Address that invitations carry: https where there is one, because phones play in step only on a secure page. */
  readonly linkBase = $derived.by(() => {
    const info = this.info;
    if (!info) return location.origin;
    const secure = info.public_url.startsWith("https:") ? info.public_url : info.https_url;
    return (secure ?? info.public_url).replace(/\/+$/, "");
  });

  /** Which doors there are; null until the server has answered. */
  readonly signIn = $derived(this.info?.sign_in ?? null);

  /** Nobody listens here without an account. */
  readonly accountNeeded = $derived(this.signIn?.guests === false);

  /** Until it is told, the page works with its own address and offers no doors. */
  async load(): Promise<void> {
    try {
      this.info = await this.#api.instance();
    } catch {
      const callOff = tryAgain(() => {
        callOff();
        void this.load();
      });
    }
  }
}
