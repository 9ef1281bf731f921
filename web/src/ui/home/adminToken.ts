import { fragmentToken } from "../account/fragment";

/** The one-time token of a link that makes an administrator, in either of its forms; null in any other address. */
export function adminToken(path: string, hash: string): string | null {
  return path === "/admin/claim" || hash.startsWith("#admin=") ? fragmentToken(hash) : null;
}
