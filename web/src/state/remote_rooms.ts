/** The rooms in which this device is a remote only: remembered, because a phone by the loudspeaker is one every evening. */

const KEY = "sonix.remote_rooms";
const MOST_ROOMS = 50;
const CODE = /^[A-Z2-9]{6}$/;

export function isRemoteIn(code: string): boolean {
  return read().includes(code);
}

export function rememberRemote(code: string, remote: boolean): void {
  const others = read().filter((each) => each !== code);
  const codes = remote ? [code, ...others].slice(0, MOST_ROOMS) : others;
  try {
    globalThis.localStorage.setItem(KEY, JSON.stringify(codes));
  } catch {
    // storage may be closed to us in private windows: then it lasts as long as the page
  }
}

function read(): string[] {
  try {
    const stored = JSON.parse(globalThis.localStorage.getItem(KEY) ?? "[]") as unknown;
    if (!Array.isArray(stored)) return [];
    return stored.filter((code): code is string => typeof code === "string" && CODE.test(code)).slice(0, MOST_ROOMS);
  } catch {
    return [];
  }
}
