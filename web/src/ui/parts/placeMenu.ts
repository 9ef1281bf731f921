interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  width: number;
  height: number;
}

const MARGIN_PX = 8;

/** Where a menu of the size of `menu` stands for `trigger`: under it and flush with its end, above when there is no room, always on screen. */
export function placeMenu(
  trigger: Box,
  menu: Box,
  screenWidth: number,
  screenHeight: number,
  dir: "ltr" | "rtl" = "ltr",
): { left: number; top: number } {
  const flush = dir === "rtl" ? trigger.left : trigger.right - menu.width;
  const left = Math.min(Math.max(MARGIN_PX, flush), screenWidth - menu.width - MARGIN_PX);
  const below = trigger.bottom + MARGIN_PX / 2;
  const above = trigger.top - menu.height - MARGIN_PX / 2;
  const fitsBelow = below + menu.height + MARGIN_PX <= screenHeight;
  return { left: Math.max(MARGIN_PX, left), top: fitsBelow ? below : Math.max(MARGIN_PX, above) };
}
