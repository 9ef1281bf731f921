/** What stands in a sentence where a name would: these take no 「さん」. */
export const YOU = "あなた";
export const SOMEONE = "だれか";
export const SOMEONE_LEFT = "退会した人";
export const SONIX = "Sonix";

const NO_NAMES: ReadonlySet<string> = new Set([YOU, SOMEONE, SOMEONE_LEFT, SONIX]);

/** A person's name as one speaks of them: 「Anaさん」, but 「あなた」. */
export const person = (name: string): string => (NO_NAMES.has(name) ? name : `${name}さん`);
