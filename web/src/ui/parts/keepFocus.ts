/**
 * The focus is never lost. When what has it goes – a row that is removed, a dialog that is answered – it moves to what stands
 * there now: the row after it, the list, what was in front before the dialog, the screen.
 */

/** The focused element and everything around it, with its place among its siblings then. */
type Path = readonly { readonly element: Element; readonly at: number }[];

/** Without fields to type in: on a phone they would bring up a keyboard nobody asked for. */
const TARGETS = ["a[href]", "button:enabled", "summary", "input[type=range]", "[tabindex]"].join();

function pathTo(element: Element): Path {
  const path: { element: Element; at: number }[] = [];
  for (let each: Element | null = element; each !== null && each !== document.body; each = each.parentElement)
    path.push({ element: each, at: each.parentElement ? [...each.parentElement.children].indexOf(each) : 0 });
  return path;
}

function takes(element: Element | null | undefined): boolean {
  if (!(element instanceof HTMLElement) || !element.isConnected) return false;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
}

const takesAny = (inside: Element): boolean => [inside, ...inside.querySelectorAll(TARGETS)].some(takes);

/** What comes after the gap, what came before it, or the container itself. */
function takesNear(container: Element, gap: number): boolean {
  const children = [...container.children];
  return [...children.slice(gap), ...children.slice(0, gap).reverse()].some(takesAny) || takes(container);
}

class Keeper {
  #path: Path = [];
  /** What had the focus before a dialog took it. */
  readonly #before = new WeakMap<Element, Path>();
  /** What had the focus was taken out, if only to be put in elsewhere: a row that moves loses it too. */
  #torn = false;

  moved(to: Element): void {
    const path = pathTo(to);
    const dialog = to.closest("dialog");
    if (dialog !== null && !this.#path.some(({ element }) => element === dialog)) this.#before.set(dialog, this.#path);
    this.#path = path;
    this.#torn = false;
  }

  removed(node: Node): void {
    const focused = this.#path[0]?.element;
    if (focused !== undefined && node.contains(focused)) this.#torn = true;
  }

  /** Nothing to do while something has the focus, or where somebody has clicked it away from what is still there. */
  check(): void {
    const lost = this.#path[0]?.element;
    if (lost === undefined || (document.activeElement ?? document.body) !== document.body) return;
    if (inPlace(lost) && !this.#torn) return;
    if (!this.#restore(this.#path)) takes(document.querySelector("main"));
  }

  #restore(path: Path): boolean {
    let gone: number | null = null;
    for (const { element, at } of path) {
      if (element instanceof HTMLDialogElement && !(element.isConnected && element.open))
        return this.#restore(this.#before.get(element) ?? []);
      if (element.isConnected && (gone === null ? takesAny(element) : takesNear(element, gone))) return true;
      gone = at;
    }
    return false;
  }
}

const inPlace = (element: Element): boolean =>
  element.isConnected && !element.matches(":disabled") && element.closest("dialog:not([open])") === null;

/** Watches over the page until it is ended. */
export function keepFocus(): () => void {
  const keeper = new Keeper();
  const ended = new AbortController();
  let waiting = false;
  // Whoever moves the focus themselves after a change – a new screen, another view of a dialog – goes first.
  const later = (): void => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      if (!ended.signal.aborted) keeper.check();
    });
  };
  const options = { capture: true, signal: ended.signal };
  document.addEventListener("focusin", ({ target }) => target instanceof Element && keeper.moved(target), options);
  document.addEventListener("close", later, options);
  const observer = new MutationObserver((changes) => {
    for (const { removedNodes } of changes) removedNodes.forEach((node) => keeper.removed(node));
    if (changes.some(({ type, removedNodes }) => type === "attributes" || removedNodes.length > 0)) later();
  });
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  ended.signal.addEventListener("abort", () => observer.disconnect());
  return () => ended.abort();
}
