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
