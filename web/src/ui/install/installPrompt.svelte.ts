/** The browser's own offer to install the page as an app. Only Chromium makes it; elsewhere one uses the share menu. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** The offer comes once, early, and long before anyone opens the settings: made with the page, it keeps the offer. */
export class InstallPrompt {
  possible = $state(false);
  #offer: InstallEvent | null = null;

  constructor() {
    addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.#offer = event as InstallEvent;
      this.possible = true;
    });
    addEventListener("appinstalled", () => (this.possible = false));
  }

  async ask(): Promise<void> {
    await this.#offer?.prompt();
    this.#offer = null;
    this.possible = false;
  }
}
