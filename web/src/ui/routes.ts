import { linkName, normaliseCode, withoutTail } from "./roomCode";

/** What one does without being signed in, or to be. */
export const DOORS = ["create", "join", "forgotten", "reset", "verify", "email", "signed-in"] as const;
export type DoorName = "sign-in" | (typeof DOORS)[number];

export const SECTIONS = ["overview", "users", "invitations", "rooms", "storage", "jobs", "settings", "audit"] as const;
export type SectionName = (typeof SECTIONS)[number];

/** "join" is where links to a playlist lead. */
const PLAYLIST_ID = /^[\w.:-]{1,64}$/;
/** Screens whose path is their name. */
const SCREENS = ["library", "discover", "settings", "share", "account"] as const;

export type Route =
  | { name: "home" }
  | { name: "room"; code: string }
  | { name: "named"; link: string }
  | { name: "discover" }
  | { name: "library" }
  | { name: "playlist"; id: string }
  | { name: "settings" }
  | { name: "share" }
  | { name: "certificate" }
  | { name: "account" }
  | { name: "door"; door: DoorName }
  | { name: "admin"; section: SectionName }
  | { name: "unknown" };

/** Which screen a path shows. A room's code is taken in any case, as people type it. */
export function parseRoute(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  if (parts.length === 0) return { name: "home" };
  const [head, inner] = parts;
  if (inner !== undefined)
    return parts.length === 2 && head !== undefined ? parseInner(head, inner) : { name: "unknown" };
  const screen = SCREENS.find((one) => one === head);
  if (screen) return { name: screen };
  if (head === "sign-in") return { name: "door", door: head };
  if (head === "admin") return { name: "admin", section: "overview" };
  if (head === "install-certificate") return { name: "certificate" };
  return { name: "unknown" };
}

function parseInner(head: string, inner: string): Route {
  if (head === "r") {
    const known = normaliseCode(withoutTail(decoded(inner)));
    if (known !== null) return { name: "room", code: known };
    const link = linkName(withoutTail(decoded(inner)));
    if (link !== null) return { name: "named", link };
  }
  if (head === "playlists" && PLAYLIST_ID.test(inner)) return { name: "playlist", id: inner };
  // The dialog that takes the link opens over the start page.
  if (head === "admin" && inner === "claim") return { name: "home" };
  const door = DOORS.find((one) => one === inner);
  if (head === "account" && door) return { name: "door", door };
  const section = SECTIONS.find((one) => one === inner);
  if (head === "admin" && section) return { name: "admin", section };
  return { name: "unknown" };
}

/** A path's part as it was typed; what is no text at all stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Tells screens apart: another text, another screen. */
export function placeOf(route: Route): string {
  if (route.name === "room") return `room ${route.code}`;
  if (route.name === "playlist") return `playlist ${route.id}`;
  if (route.name === "named") return `named ${route.link}`;
  if (route.name === "door") return `door ${route.door}`;
  if (route.name === "admin") return `admin ${route.section}`;
  return route.name;
}
