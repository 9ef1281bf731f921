const KEY = "sonix.after-sign-in";

/** Where somebody wanted to go when they were asked to sign in first; kept over a detour to another service. */
export function rememberPath(path: string): void {
  try {
    sessionStorage.setItem(KEY, path);
  } catch {
    // they arrive on the start page then
  }
}

/** That place, once; the start page otherwise. */
export function takePath(): string {
  try {
    const path = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return path !== null && /^\/(?!\/)/.test(path) ? path : "/";
  } catch {
    return "/";
  }
}
