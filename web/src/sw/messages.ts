/**
 * What the page and the service worker say to each other when a new version has arrived.
 *
 * page → waiting worker `sonix:activate`; worker → every page `sonix:playing?` with a port; each page answers true or false on it;
 * worker → asking page `sonix:busy` when music plays somewhere, else it takes over and the pages see `controllerchange`.
 */

/** Pages import the types only: a module that both import would become a chunk of its own, which `sw.js` cannot load. */
export type ToWorker = "sonix:activate";
export type ToPage = "sonix:playing?" | "sonix:where?" | "sonix:busy" | "sonix:go";

export const ACTIVATE: ToWorker = "sonix:activate";
export const BUSY: ToPage = "sonix:busy";
/** With a `path`: a notification about it was tapped. */
export const GO: ToPage = "sonix:go";
const IS_PLAYING: ToPage = "sonix:playing?";
const WHERE: ToPage = "sonix:where?";

/** A tab that does not answer by then is frozen or gone: no music comes from it. */
const ANSWER_WITHIN_MS = 800;

export function isMessage(data: unknown, type: string): boolean {
  return typeof data === "object" && data !== null && "type" in data && data.type === type;
}

/** A page, as the service worker can reach it. */
export interface Page {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** What a page answers; null from one that is frozen or gone. */
async function ask(page: Page, type: ToPage): Promise<unknown> {
  const channel = new MessageChannel();
  return new Promise((resolve) => {
    const finish = (answer: unknown): void => {
      clearTimeout(timer);
      channel.port1.close();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(null), ANSWER_WITHIN_MS);
    channel.port1.onmessage = (event: MessageEvent<unknown>) => finish(event.data);
    page.postMessage({ type }, [channel.port2]);
  });
}

/** Whether music plays in any of `pages`. */
export async function anyPlaying(pages: readonly Page[]): Promise<boolean> {
  const answers = await Promise.all(pages.map(async (page) => ask(page, IS_PLAYING)));
  return answers.includes(true);
}

/** The path each page shows. A client's own `url` is where it was opened, not where its router has gone since. */
export async function pathsOf(pages: readonly Page[]): Promise<(string | null)[]> {
  const answers = await Promise.all(pages.map(async (page) => ask(page, WHERE)));
  return answers.map((answer) => (typeof answer === "string" ? answer : null));
}
