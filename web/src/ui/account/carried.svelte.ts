const KEY = "#carry=";

/**
 * The code that the plain page sent along, so that the secure page is the same person's. It is taken off the address at
 * once: nobody shares it with the link, and a reload does not try it again.
 */
export class Carried {
  /** Until somebody is signed in with it, or it turned out to be good for nothing. */
  code = $state<string | null>(takeCode());

  done(): void {
    this.code = null;
  }
}

function takeCode(): string | null {
  if (!location.hash.startsWith(KEY)) return null;
  const code = location.hash.slice(KEY.length);
  history.replaceState(null, "", location.pathname + location.search);
  return code === "" ? null : code;
}
