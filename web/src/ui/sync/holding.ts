import type { Attachment } from "svelte/attachments";

const WAIT_MS = 400;
const REPEAT_MS = 60;

/**
 * Repeats `press` while a finger or the mouse holds the button. A plain click, the keyboard's too, stays one press: it is the
 * button's own business.
 */
export function holding(press: () => void): Attachment<HTMLElement> {
  return (node) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let held = false;
    const again = (): void => {
      held = true;
      press();
      timer = setTimeout(again, REPEAT_MS);
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      held = false;
      timer = setTimeout(again, WAIT_MS);
    };
    const up = (): void => clearTimeout(timer);
    /** No click follows: the next press, maybe of the keyboard, is one of its own. */
    const away = (): void => {
      up();
      held = false;
    };
    /** Letting go of a held button is no further press. */
    const click = (event: Event): void => {
      if (held) event.stopImmediatePropagation();
      held = false;
    };
    node.addEventListener("pointerdown", down);
    node.addEventListener("pointerup", up);
    for (const end of ["pointerleave", "pointercancel"]) node.addEventListener(end, away);
    // A window that is left while a button is held never hears it let go.
    globalThis.addEventListener("blur", away);
    node.addEventListener("click", click, { capture: true });
    // A long press opens a menu on phones.
    const menu = (event: Event): void => event.preventDefault();
    node.addEventListener("contextmenu", menu);
    return () => {
      away();
      node.removeEventListener("pointerdown", down);
      node.removeEventListener("pointerup", up);
      for (const end of ["pointerleave", "pointercancel"]) node.removeEventListener(end, away);
      globalThis.removeEventListener("blur", away);
      node.removeEventListener("click", click, { capture: true });
      node.removeEventListener("contextmenu", menu);
    };
  };
}
