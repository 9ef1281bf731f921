/** A finger that goes so far sideways means it. */
const FAR_PX = 56;
/** And so much more sideways than up or down. */
const LEVEL = 1.8;

/** Whether a finger's way, in px, is a swipe to either side. */
export function isSwipe(acrossPx: number, downPx: number): boolean {
  return Math.abs(acrossPx) >= FAR_PX && Math.abs(acrossPx) > LEVEL * Math.abs(downPx);
}

/** An attachment: calls back when a finger swipes the element to either side. */
export function swipes(swiped: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    let from: { id: number; x: number; y: number } | null = null;
    const press = (event: PointerEvent): void => {
      from = event.pointerType === "touch" ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
    };
    const lift = (event: PointerEvent): void => {
      const began = from?.id === event.pointerId ? from : null;
      from = null;
      if (began !== null && isSwipe(event.clientX - began.x, event.clientY - began.y)) swiped();
    };
    element.addEventListener("pointerdown", press);
    element.addEventListener("pointerup", lift);
    return () => {
      element.removeEventListener("pointerdown", press);
      element.removeEventListener("pointerup", lift);
    };
  };
}
