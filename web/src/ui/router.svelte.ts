import { SvelteURL } from "svelte/reactivity";
import { parseRoute, type Route } from "./routes";

/** The address bar as state. Links are plain `<a href>`; `intercept` turns clicks on ours into a change without a page load. */
export class Router {
  readonly #url = new SvelteURL(location.href);
  readonly route: Route = $derived(parseRoute(this.#url.pathname));
  readonly path = $derived(this.#url.pathname);
  readonly hash = $derived(this.#url.hash);

  constructor() {
    addEventListener("popstate", () => this.#read());
    addEventListener("hashchange", () => this.#read());
  }

  go(path: string, options: { replace?: boolean } = {}): void {
    if (options.replace) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    this.#read();
    scrollTo(0, 0);
  }

  intercept = (event: MouseEvent): void => {
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || modified || !(event.target instanceof Element)) return;
    const anchor = event.target.closest("a");
    if (!anchor || anchor.target || anchor.hasAttribute("download") || anchor.origin !== location.origin) return;
    if (parseRoute(anchor.pathname).name === "unknown") return;
    event.preventDefault();
    this.go(anchor.pathname + anchor.search + anchor.hash);
  };

  #read(): void {
    this.#url.href = location.href;
  }
}
