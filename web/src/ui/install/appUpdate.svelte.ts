import type { ToPage, ToWorker } from "../../sw/messages.ts";

const ACTIVATE: ToWorker = "sonix:activate";

/** What this needs of a `ServiceWorkerRegistration`. */
export interface Registration extends Pick<EventTarget, "addEventListener"> {
  readonly waiting: Pick<ServiceWorker, "postMessage"> | null;
  readonly installing: Pick<ServiceWorker, "addEventListener"> | null;
}

type Container = Pick<ServiceWorkerContainer, "addEventListener" | "removeEventListener">;

/** Knows when a new version has been fetched and waits, and lets it in when somebody asks. */
export class AppUpdate {
  waiting = $state(false);
  #registration: Registration | null = null;
  readonly #reload: () => void;
  #stopWaiting: (() => void) | null = null;

  constructor(reload: () => void = () => location.reload()) {
    this.#reload = reload;
  }

  /** `controlled`: a version serves this page already. The very first one is no news. */
  follow(registration: Registration, controlled: boolean): void {
    this.#registration = registration;
    const look = (): void => {
      this.waiting = controlled && registration.waiting !== null;
    };
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    look();
  }

  /** The worker makes sure that no tab plays. This page alone reloads; others go on with the files that were kept for them. */
  take(container: Container): void {
    const worker = this.#registration?.waiting;
    if (!worker) {
      this.#reload();
      return;
    }
    this.giveUp();
    const serves = (): void => this.#reload();
    container.addEventListener("controllerchange", serves, { once: true });
    this.#stopWaiting = () => container.removeEventListener("controllerchange", serves);
    worker.postMessage({ type: ACTIVATE });
  }

  /** Another tab plays: when it lets the version in later, this page is not reloaded under its reader. */
  giveUp(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = null;
  }
}

/** Tells the worker, when it asks, whether this tab plays. `onBusy`: another one does. The answer ends it. */
export function answerWhetherPlaying(container: Container, isPlaying: () => boolean, onBusy: () => void): () => void {
  const heard = (event: Event): void => {
    if (!(event instanceof MessageEvent)) return;
    const type = (event.data as { type?: ToPage } | null)?.type;
    if (type === "sonix:playing?") event.ports[0]?.postMessage(isPlaying());
    if (type === "sonix:where?") event.ports[0]?.postMessage(location.pathname);
    if (type === "sonix:busy") onBusy();
  };
  container.addEventListener("message", heard);
  return () => container.removeEventListener("message", heard);
}
