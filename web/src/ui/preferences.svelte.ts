/** What a pause from the lock screen, headphones or media keys does: silence this device, or pause the room. */
export type SystemPause = "device" | "room";

const SYSTEM_PAUSE_KEY = "sonix.system_pause";
const SHORTCUTS_KEY = "sonix.shortcuts";
const GUEST_KEY = "sonix.stays_guest";
const VISUALISER_KEYS = { cover: "sonix.visualiser", tv: "sonix.tv_visualiser" } as const;

type Shelf = Pick<Storage, "getItem" | "setItem">;

/** How this browser's owner wants Sonix to behave here. Kept in this browser; where storage is closed, for as long as the page. */
export class Preferences {
  systemPause = $state<SystemPause>("device");
  /** Single keys act on the room. Off for people whose dictation or switches press keys by accident (WCAG 2.1.4). */
  shortcuts = $state(true);
  /** Has said that they need no account, and is not asked again. */
  staysGuest = $state(false);
  /** Bars that move with the music, over the cover and on the TV view. */
  visualiser = $state({ cover: false, tv: true });
  readonly #shelf: () => Shelf;

  constructor(shelf: () => Shelf = () => localStorage) {
    this.#shelf = shelf;
    this.systemPause = this.#read(SYSTEM_PAUSE_KEY) === "room" ? "room" : "device";
    this.shortcuts = this.#read(SHORTCUTS_KEY) !== "off";
    this.visualiser = {
      cover: this.#read(VISUALISER_KEYS.cover) === "on",
      tv: this.#read(VISUALISER_KEYS.tv) !== "off",
    };
    this.staysGuest = this.#read(GUEST_KEY) === "yes";
  }

  chooseSystemPause(choice: SystemPause): void {
    this.systemPause = choice;
    this.#write(SYSTEM_PAUSE_KEY, choice);
  }

  chooseShortcuts(on: boolean): void {
    this.shortcuts = on;
    this.#write(SHORTCUTS_KEY, on ? "on" : "off");
  }

  chooseVisualiser(place: keyof typeof VISUALISER_KEYS, on: boolean): void {
    this.visualiser[place] = on;
    this.#write(VISUALISER_KEYS[place], on ? "on" : "off");
  }

  stayGuest(): void {
    this.staysGuest = true;
    this.#write(GUEST_KEY, "yes");
  }

  #read(key: string): string | null {
    try {
      return this.#shelf().getItem(key);
    } catch {
      return null; // private windows may close their storage
    }
  }

  #write(key: string, value: string): void {
    try {
      this.#shelf().setItem(key, value);
    } catch {
      // then it lasts as long as the page
    }
  }
}
