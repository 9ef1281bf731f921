/** What is offered while somebody types `:fi` or `@an`. */
import type { Emoji } from "./emoji";
import { parse, type Node } from "./markdown";

export interface Offer {
  readonly key: string;
  /** What is put in place of what was typed. */
  readonly insert: string;
  readonly label: string;
  readonly picture: string;
  readonly memberId?: string;
}

export interface Typed {
  readonly kind: "emoji" | "name";
  readonly from: number;
  readonly word: string;
}

export interface Named {
  readonly member_id: string;
  readonly name: string;
}

const MOST_OFFERED = 6;
const LEAST_LETTERS = 2;

/** The word before the caret, if something can be offered for it. */
export function typedAt(text: string, caret: number): Typed | null {
  const before = text.slice(0, caret);
  const emoji = /(?:^|[\s(]):([\p{L}\p{N}_+-]{1,30})$/u.exec(before);
  if (emoji?.[1] !== undefined) {
    const word = emoji[1];
    return word.length < LEAST_LETTERS ? null : { kind: "emoji", from: caret - word.length - 1, word };
  }
  const name = /(?:^|[\s(])@([^\s@]{0,30})$/u.exec(before);
  return name?.[1] === undefined ? null : { kind: "name", from: caret - name[1].length - 1, word: name[1] };
}

export function emojiOffers(word: string, all: readonly Emoji[]): readonly Offer[] {
  const wanted = word.toLowerCase();
  const begins = all.filter((each) => each.names.some((name) => name.startsWith(wanted)));
  const holds = all.filter((each) => !begins.includes(each) && each.names.some((name) => name.includes(wanted)));
  return [...begins, ...holds].slice(0, MOST_OFFERED).map(({ char, names: [name = char] }) => ({
    key: name,
    insert: `${char} `,
    label: `:${name}:`,
    picture: char,
  }));
}

export function nameOffers(word: string, people: readonly Named[]): readonly Offer[] {
  const wanted = word.toLowerCase();
  return people
    .filter((each) =>
      each.name
        .toLowerCase()
        .split(/\s+/)
        .some((part) => part.startsWith(wanted)),
    )
    .slice(0, MOST_OFFERED)
    .map((each) => ({
      key: each.member_id,
      insert: `@${each.name} `,
      label: each.name,
      picture: "@",
      memberId: each.member_id,
    }));
}

/** Whole `:shortcodes:` become the emoji they name. */
export function withEmoji(text: string, all: readonly Emoji[]): string {
  return text.replace(/:([a-z0-9_+-]{2,30}):/g, (whole, name: string) => {
    return all.find((each) => each.names.includes(name))?.char ?? whole;
  });
}

/** Ids of those who are named in the text as it will be drawn: not within a longer word or name, nor within code. */
export function mentionsIn(text: string, people: readonly Named[], most = 10): readonly string[] {
  const names = people.map((each) => each.name);
  const called = new Set(parse(text, names).flatMap(calledIn));
  return people
    .filter((each) => called.has(each.name.toLowerCase()))
    .slice(0, most)
    .map((each) => each.member_id);
}

function calledIn(node: Node): readonly string[] {
  if (node.kind === "name") return [node.text.slice(1).toLowerCase()];
  return "inside" in node ? node.inside.flatMap(calledIn) : [];
}
