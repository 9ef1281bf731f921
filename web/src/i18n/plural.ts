/** One wording for each plural category the language has; `#` stands for the number. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** "1 track", "3 tracks": the wording that the language has for that many. `zero`, `one` and `two` may also be used where it has no such category. */
export type Count = (count: number, forms: Forms) => string;

const EXACT = { 0: "zero", 1: "one", 2: "two" } as const;

export function countIn(locale: string): Count {
  const rules = new Intl.PluralRules(locale);
  const digits = new Intl.NumberFormat(`${locale}-u-nu-latn`);
  return (count, forms) => {
    const exact = count === 0 || count === 1 || count === 2 ? forms[EXACT[count]] : undefined;
    return (exact ?? forms[rules.select(count)] ?? forms.other).replaceAll("#", digits.format(count));
  };
}
