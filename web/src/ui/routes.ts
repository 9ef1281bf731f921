import { normaliseCode } from "./roomCode";

export type Route =
  | { name: "home" }
  | { name: "room"; code: string }
  | { name: "library" }
  | { name: "settings" }
  | { name: "certificate" }
  | { name: "unknown" };

/** Which screen a path shows. A room's code is taken in any case, as people type it. */
export function parseRoute(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  if (parts.length === 0) return { name: "home" };
  const [head, code] = parts;
  if (head === "r" && code !== undefined && parts.length === 2) {
    const known = normaliseCode(code);
    return known === null ? { name: "unknown" } : { name: "room", code: known };
  }
  if (parts.length !== 1) return { name: "unknown" };
  if (head === "library" || head === "settings") return { name: head };
  if (head === "install-certificate") return { name: "certificate" };
  return { name: "unknown" };
}
