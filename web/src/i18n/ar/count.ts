import { countIn, type Forms } from "../plural";

export const count = countIn("ar");

/** The six forms that Arabic has: for none, one, two, 3–10, 11–99, and the hundreds. */
export const six = (zero: string, one: string, two: string, few: string, many: string, other: string): Forms => ({
  zero,
  one,
  two,
  few,
  many,
  other,
});

/** What is counted again and again, as it stands alone or as the subject. */
export const tracks = (many: number): string =>
  count(many, six("لا مقاطع", "مقطع واحد", "مقطعان", "# مقاطع", "# مقطعًا", "# مقطع"));
/** The same after a verb or a preposition. */
export const tracksObject = (many: number): string =>
  count(many, six("لا مقاطع", "مقطعًا واحدًا", "مقطعين", "# مقاطع", "# مقطعًا", "# مقطع"));
export const people = (many: number): string =>
  count(many, six("لا أحد", "شخص واحد", "شخصان", "# أشخاص", "# شخصًا", "# شخص"));
export const seconds = (many: number): string =>
  count(many, six("0 ثانية", "ثانية واحدة", "ثانيتان", "# ثوانٍ", "# ثانية", "# ثانية"));
export const minutes = (many: number): string =>
  count(many, six("0 دقيقة", "دقيقة واحدة", "دقيقتان", "# دقائق", "# دقيقة", "# دقيقة"));
export const hours = (many: number): string =>
  count(many, six("0 ساعة", "ساعة واحدة", "ساعتان", "# ساعات", "# ساعة", "# ساعة"));
export const entries = (many: number): string =>
  count(many, six("لا مواضع", "موضع واحد", "موضعان", "# مواضع", "# موضعًا", "# موضع"));
