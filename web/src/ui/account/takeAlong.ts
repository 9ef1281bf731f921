import type { Api } from "../../net/api";
import type { Session } from "../../state/session.svelte";

const PATIENCE_MS = 4000;

/** `href` of this Sonix's secure page with a code in the fragment, where no server and no log sees it. */
async function withCode(api: Api, href: string): Promise<string> {
  // Without one the secure page asks for a name, as it does anybody.
  const carried = await api.carry(AbortSignal.timeout(PATIENCE_MS)).catch(() => null);
  return carried === null ? href : `${href}#carry=${encodeURIComponent(carried.code)}`;
}

/**
 * For links to the secure page: whoever is somebody here is the same person there, host of the same room.
 *
 * In this tab only. A click that asks for another one stays a plain link, since both pages would sound.
 */
export function takeAlong(session: Session): (event: MouseEvent) => void {
  return (event) => {
    const { currentTarget: link } = event;
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (modified || !session.isKnown || !(link instanceof HTMLAnchorElement) || link.origin === location.origin) return;
    event.preventDefault();
    void withCode(session.api, link.href).then((url) => location.assign(url));
  };
}
