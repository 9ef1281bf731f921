/**
 * What the page and the service worker say to each other when a new version has arrived.
 *
 * page → waiting worker `sonix:activate`; worker → every page `sonix:playing?` with a port; each page answers true or false on it;
 * worker → asking page `sonix:busy` when music plays somewhere, else it takes over and the pages see `controllerchange`.
 */

/** Pages import the types only: a module that both import would become a chunk of its own, which `sw.js` cannot load. */
export type ToWorker = "sonix:activate";
export type ToPage = "sonix:playing?" | "sonix:busy";

export const ACTIVATE: ToWorker = "sonix:activate";
export const BUSY: ToPage = "sonix:busy";
const IS_PLAYING: ToPage = "sonix:playing?";

/** A tab that does not answer by then is frozen or gone: no music comes from it. */
const ANSWER_WITHIN_MS = 800;

export function isMessage(data: unknown, type: string): boolean {
  return typeof data === "object" && data !== null && "type" in data && data.type === type;
}

/** A page, as the service worker can reach it. */
export interface Page {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

async function isPlaying(page: Page): Promise<boolean> {
  const channel = new MessageChannel();
  return new Promise((resolve) => {
    const finish = (answer: boolean): void => {
      clearTimeout(timer);
      channel.port1.close();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(false), ANSWER_WITHIN_MS);
    channel.port1.onmessage = (event: MessageEvent<unknown>) => finish(event.data === true);
    page.postMessage({ type: IS_PLAYING }, [channel.port2]);
  });
}

/** Whether music plays in any of `pages`. */
export async function anyPlaying(pages: readonly Page[]): Promise<boolean> {
  const answers = await Promise.all(pages.map(isPlaying));
  return answers.includes(true);
}
