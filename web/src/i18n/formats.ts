import { speech } from "./words.svelte";

const numbers = new Map<string, Intl.NumberFormat>();

/** A number as the language writes it: "1,204", "0.8"; with exactly so many digits after the point. */
export function numberText(value: number, digits = 0): string {
  const { locale } = speech;
  const name = `${locale} ${digits}`;
  const format =
    numbers.get(name) ??
    new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  numbers.set(name, format);
  return format.format(value);
}

/** A figure with its unit or sign ("< 0.1 ms", "+27 ms"): written from left to right, also among words that are not. */
export function figure(text: string): string {
  return speech.dir === "rtl" ? `\u2066${text}\u2069` : text;
}

/** "Ana, Ben and Carl". */
export function listText(items: readonly string[], type: Intl.ListFormatType = "conjunction"): string {
  return new Intl.ListFormat(speech.locale, { type }).format(items);
}
