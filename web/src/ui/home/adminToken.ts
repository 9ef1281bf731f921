/** The one-time token of a link that makes an administrator, in either of its forms; null in any other address. */
export function adminToken(path: string, hash: string): string | null {
  const [name, value] = hash.slice(1).split("=", 2);
  const token = path === "/admin/claim" ? (value ?? name) : name === "admin" ? value : undefined;
  return token === undefined || token === "" ? null : decodeURIComponent(token);
}
