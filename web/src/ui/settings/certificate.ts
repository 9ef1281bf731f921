import type { Instance } from "../../net/api_types.ts";

export type Platform = "android" | "ios" | "windows" | "macos" | "linux";

export const PLATFORMS: readonly Platform[] = ["android", "ios", "windows", "macos", "linux"];

/** iPads pretend to be Macs; what gives them away is touch. */
export function platformOf(userAgent: string, touchPoints: number): Platform {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (/Macintosh/.test(userAgent)) return touchPoints > 1 ? "ios" : "macos";
  if (/Windows/.test(userAgent)) return "windows";
  return "linux";
}

/** `path` on the secure address, or null when this instance has none. */
export function secureAddress(info: Pick<Instance, "https_url" | "public_url">, path: string): string | null {
  const base = info.public_url.startsWith("https:") ? info.public_url : info.https_url;
  return base === null ? null : base.replace(/\/+$/, "") + path;
}
