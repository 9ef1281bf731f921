/** A name, title, code or address in a sentence: it keeps its own direction, and the sentence around it keeps its order. */
export const iso = (text: string | number): string => `\u2068${text}\u2069`;

/** In quotation marks. */
export const quoted = (text: string): string => `«${iso(text)}»`;

/** Milliseconds, written as on the dials beside them: from left to right. */
export const ms = (value: number): string => `\u2066${value} ms\u2069`;
