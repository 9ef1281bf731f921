"""What Firebase's client needs to open Google's window, on a machine that does not reach Google.

The client fetches `https://apis.google.com/js/api.js`, and the emulator's frame inside our page does, too: they talk
through it. Here is a script of our own in its place, with those of its functions that both call. Client, emulator, its
widget and our page's policy are the real ones; Google's script and Google itself are not tried.
"""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, Route

ADDRESS = "https://apis.google.com/js/api.js"
SCRIPT = """
(() => {
  const handlers = new Map();
  const answered = [];
  const handler = (name) => {
    if (!handlers.has(name)) {
      const known = {};
      known.ready = new Promise((resolve) => (known.register = resolve));
      handlers.set(name, known);
    }
    return handlers.get(name);
  };
  const lineTo = (other) => ({
    register: (name, handle) => handler(name).register(handle),
    send: (name, said, done) => other().postMessage({ line: "ask", name, said, id: answered.push(done) - 1 }, "*"),
  });
  addEventListener("message", async ({ data, source }) => {
    if (data?.line === "ask") {
      const handle = await handler(data.name).ready;
      source.postMessage({ line: "answer", id: data.id, said: [handle(data.said)] }, "*");
    }
    if (data?.line === "answer") {
      try {
        answered[data.id](data.said);
      } catch {
        // the client throws after each answer, also after a good one
      }
    }
  });
  const open = ({ where, url }, ready) => {
    const frame = document.createElement("iframe");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    frame.src = url;
    where.append(frame);
    const ping = (reached) => loaded.then(reached);
    return ready({ ...lineTo(() => frame.contentWindow), restyle: async () => undefined, ping });
  };
  const context = { open, getParentIframe: () => lineTo(() => parent) };
  globalThis.gapi = { load: (_, { callback }) => callback(), iframes: { getContext: () => context } };
  globalThis[new URL(document.currentScript.src).searchParams.get("onload") ?? "gapi_onload"]();
})();
"""


def bring_google_near(context: BrowserContext) -> None:
    """Before a page is opened: answer for Google's script, and turn away whatever else would leave this machine.

    Without a service worker: what a page with one asks for, Playwright does not see.
    """

    def answer(route: Route) -> None:
        if route.request.url.startswith(ADDRESS):
            route.fulfill(content_type="text/javascript", body=SCRIPT)
        else:
            route.abort()

    context.add_init_script(
        "if (navigator.serviceWorker) navigator.serviceWorker.register = () => new Promise(() => {})"
    )
    context.route(re.compile("^https:"), answer)


def choose_new_account(window: Page, email: str, name: str) -> None:
    """In the emulator's window: a Google account nobody has used there before."""
    window.locator(".js-new-account").click()
    window.locator("#email-input").fill(email)
    window.locator("#display-name-input").fill(name)
    window.locator("#sign-in").click()
