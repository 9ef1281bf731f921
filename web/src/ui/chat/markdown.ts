/**
 * The few marks a message may carry: bold, italic, struck, code, links, and names. Text becomes a tree that components
 * draw; nothing of it is ever HTML, and a link goes to http, https or an e-mail address or is none.
 */
export type Node =
  | { readonly kind: "text" | "code" | "block" | "name"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "struck"; readonly inside: readonly Node[] }
  | { readonly kind: "link"; readonly href: string; readonly text: string };

const DEEPEST = 4;
const LONGEST_LINK = 1000;
const LINK = /^https?:\/\/[^\s<>"`]+/i;
const LABELLED = /^\[([^[\]\n]{1,200})\]\(([^\s()]+(?:\([^\s()]*\))?)\)/;
/** What ends a sentence does not belong to the address in it. */
const TRAILING = /[.,;:!?'"»”’*_~]+$/;
const MARKS = [
  ["**", "bold"],
  ["~~", "struck"],
  ["*", "italic"],
  ["_", "italic"],
] as const;

/** @param names what people may be called with an @ before it. */
export function parse(text: string, names: readonly string[] = []): readonly Node[] {
  const longest = [...names].filter((name) => name !== "").sort((a, b) => b.length - a.length);
  return read(text, longest, 0);
}

/** The address somebody may be led to; null for every other scheme. */
export function safeHref(address: string): string | null {
  if (address.length > LONGEST_LINK) return null;
  try {
    const url = new URL(address);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

interface Found {
  readonly node: Node;
  readonly length: number;
}

function read(text: string, names: readonly string[], depth: number): readonly Node[] {
  const nodes: Node[] = [];
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    const found = "`*_~[@hH".includes(text.charAt(at)) ? special(text, at, names, depth) : null;
    if (found === null) {
      at += 1;
      continue;
    }
    if (at > plainFrom) nodes.push({ kind: "text", text: text.slice(plainFrom, at) });
    nodes.push(found.node);
    at += found.length;
    plainFrom = at;
  }
  if (at > plainFrom) nodes.push({ kind: "text", text: text.slice(plainFrom) });
  return nodes;
}

function special(text: string, at: number, names: readonly string[], depth: number): Found | null {
  switch (text.charAt(at)) {
    case "`":
      return code(text, at);
    case "[":
      return labelled(text, at);
    case "@":
      return name(text, at, names);
    case "h":
    case "H":
      return isWord(text.charAt(at - 1)) ? null : address(text, at);
    default:
      return marked(text, at, names, depth);
  }
}

function code(text: string, at: number): Found | null {
  const fence = text.startsWith("```", at) ? "```" : "`";
  const end = text.indexOf(fence, at + fence.length);
  if (end <= at + fence.length) return null;
  const inside = text.slice(at + fence.length, end);
  if (fence === "`" && inside.includes("\n")) return null;
  const node: Node =
    fence === "`" ? { kind: "code", text: inside } : { kind: "block", text: inside.replace(/^\n|\n$/g, "") };
  return { node, length: end + fence.length - at };
}

function labelled(text: string, at: number): Found | null {
  const match = LABELLED.exec(text.slice(at, at + LONGEST_LINK + 210));
  const href = match === null ? null : safeHref(match[2] ?? "");
  if (match === null || href === null) return null;
  return { node: { kind: "link", href, text: match[1] ?? href }, length: match[0].length };
}

function address(text: string, at: number): Found | null {
  const match = LINK.exec(text.slice(at, at + LONGEST_LINK));
  if (match === null) return null;
  let said = match[0].replace(TRAILING, "");
  if (said.endsWith(")") && !said.includes("(")) said = said.slice(0, -1);
  const href = safeHref(said);
  return href === null ? null : { node: { kind: "link", href, text: said }, length: said.length };
}

function name(text: string, at: number, names: readonly string[]): Found | null {
  if (isWord(text.charAt(at - 1))) return null;
  const after = text.slice(at + 1, at + 1 + (names[0]?.length ?? 0)).toLowerCase();
  const known = names.find((each) => after.startsWith(each.toLowerCase()));
  if (known === undefined || isWord(text.charAt(at + 1 + known.length))) return null;
  return { node: { kind: "name", text: text.slice(at, at + 1 + known.length) }, length: known.length + 1 };
}

function marked(text: string, at: number, names: readonly string[], depth: number): Found | null {
  if (depth >= DEEPEST) return null;
  const mark = MARKS.find(([each]) => text.startsWith(each, at));
  if (mark === undefined) return null;
  const [sign, kind] = mark;
  const end = closing(text, at, sign);
  if (end < 0) return null;
  const inside = read(text.slice(at + sign.length, end), names, depth + 1);
  return { node: { kind, inside }, length: end + sign.length - at };
}

/** Where the same mark ends what it began: right after a word, and not in the middle of one. */
function closing(text: string, at: number, sign: string): number {
  const begin = at + sign.length;
  if (/\s|^$/.test(text.charAt(begin)) || (sign === "_" && isWord(text.charAt(at - 1)))) return -1;
  let end = text.indexOf(sign, begin + 1);
  while (end > 0) {
    const doubled = sign === "*" && (text.startsWith("**", end) || text.charAt(end - 1) === "*");
    const inWord = sign === "_" && isWord(text.charAt(end + 1));
    if (!/\s/.test(text.charAt(end - 1)) && !doubled && !inWord) return end;
    end = text.indexOf(sign, end + (doubled ? 2 : 1));
  }
  return -1;
}

function isWord(char: string): boolean {
  return char !== "" && /[\p{L}\p{N}]/u.test(char);
}
