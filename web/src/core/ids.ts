/** A random id. `crypto.randomUUID` exists on secure pages only, and a LAN address without https is none. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
