import type { Listening } from "../../state/listening.svelte";

/** With no sound by then the button is offered again. */
const PATIENCE_MS = 6_000;
const SILENT: ReadonlySet<Listening["status"]["state"]> = new Set(["locked", "interrupted", "buffering"]);

/** The tap that opens the sound of this device, and what is shown until it is heard: that takes a moment on a slow network. */
export class ComeBack {
  readonly #listening: Pick<Listening, "comeBack" | "status">;
  readonly #failed: (error: unknown) => void;
  #asked = $state(false);
  #opening = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(listening: Pick<Listening, "comeBack" | "status">, failed: (error: unknown) => void) {
    this.#listening = listening;
    this.#failed = failed;
  }

  /** Asked for and not heard yet: no further tap is taken meanwhile. */
  get busy(): boolean {
    return this.#asked && (this.#opening || SILENT.has(this.#listening.status.state));
  }

  /** Call it inside the gesture. */
  press = (): void => {
    if (this.busy) return;
    this.#asked = true;
    this.#opening = true;
    void this.#open(this.#listening.comeBack());
  };

  async #open(opened: Promise<void>): Promise<void> {
    try {
      await opened;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => (this.#asked = false), PATIENCE_MS);
    } catch (error) {
      this.#asked = false;
      this.#failed(error);
    } finally {
      this.#opening = false;
    }
  }
}
