import type { Instance, RoomPreview } from "../../net/api";

/**
 * Whether the server shows a room's past to whoever stands before it: the page's side of `sonix.web.past`.
 *
 * @param directory whose rooms may be public here; null while that is not known.
 */
export function offersPast(preview: RoomPreview, directory: Instance["directory"] | null): boolean {
  if (preview.member) return true;
  const isShown = preview.public && directory !== null && directory !== "nobody";
  return isShown && !preview.password && !preview.waits && preview.door === "open";
}
