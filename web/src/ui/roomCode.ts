/** The letters and figures a room code is made of: none that look like another. */
const ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const LENGTH = 6;

function isCode(text: string): boolean {
  return text.length === LENGTH && Array.from(text).every((character) => ALPHABET.includes(character));
}

/** `text` as a room code, or null. Case, spaces and dashes are forgiven. */
export function normaliseCode(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, "");
  return isCode(code) ? code : null;
}

/** What someone typed or pasted, as a code: the code itself, an invitation link, or a message with a link in it. */
export function codeFromText(text: string): string | null {
  const link = /\/r\/([^\s/?#]+)/i.exec(text);
  return normaliseCode(link?.[1] === undefined ? text : withoutTail(link[1]));
}

/** A link out of a sentence brings its full stop or bracket along. */
export function withoutTail(code: string): string {
  return code.replace(/[^a-z0-9]+$/i, "");
}

/** `text` as a room's own link name, or null. */
export function linkName(text: string): string | null {
  const name = text.trim().toLowerCase();
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length >= 3 && name.length <= 40 ? name : null;
}

/** The way to the room of an invitation link, by its code or its own name; null when there is none in `text`. */
export function pathFromText(text: string): string | null {
  const code = codeFromText(text);
  if (code !== null) return `/r/${code}`;
  const link = /\/r\/([^\s/?#]+)/i.exec(text)?.[1];
  const name = link === undefined ? null : linkName(withoutTail(link));
  return name === null ? null : `/r/${name}`;
}

/** What to show in the field while typing: upper case, only letters of the alphabet, at most six. A pasted link becomes
 * its code, or nothing when there is none in it. */
export function typedCode(text: string): string {
  const whole = codeFromText(text);
  if (whole !== null) return whole;
  if (text.includes("://")) return "";
  return Array.from(text.toUpperCase())
    .filter((character) => ALPHABET.includes(character))
    .slice(0, LENGTH)
    .join("");
}
