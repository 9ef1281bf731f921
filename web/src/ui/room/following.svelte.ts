import { words } from "../../i18n/words.svelte";
import type { Api } from "../../net/api";
import { PushApi } from "../../net/push_api";
import type { Toasts } from "../parts/toasts.svelte";
import type { Router } from "../router.svelte";

/** Whether one is told when a room opens. Asked for once, when it is known who asks. */
export class Following {
  on = $state(false);
  readonly #api: PushApi;
  readonly #code: string;
  readonly #toasts: Toasts;
  readonly #router: Router;

  constructor(api: Api, code: string, toasts: Toasts, router: Router) {
    this.#api = new PushApi(api);
    this.#code = code;
    this.#toasts = toasts;
    this.#router = router;
  }

  async look(): Promise<void> {
    this.on = await this.#api.follows(this.#code).catch(() => false);
  }

  async toggle(name: string): Promise<void> {
    const on = !this.on;
    try {
      await this.#api.follow(this.#code, on);
    } catch (error) {
      this.#toasts.problem(error);
      return;
    }
    this.on = on;
    if (!on) this.#toasts.show(words.follow.noMore(name));
    else if ("Notification" in globalThis && Notification.permission === "granted")
      this.#toasts.show(words.follow.willTell(name));
    else
      this.#toasts.show(words.follow.needsTurningOn, {
        action: { label: words.follow.toSettings, run: () => this.#router.go("/settings") },
      });
  }
}
