import type { Translation } from "../words.svelte";

export const problems: Translation["problems"] = {
  tryAgain: "لم ينجح ذلك. أعد المحاولة.",
  tooMany: (wait) => `محاولات كثيرة في وقت قصير. انتظر ${wait} ثم أعد المحاولة.`,
  fitsIn: (wait) => `يمكنك ذلك بعد ${wait}.`,
  aMinute: "دقيقة",
  unreachable: "تعذّر الوصول إلى Sonix. تحقّق من اتصالك ثم أعد المحاولة.",
  itsOwn: "لدى Sonix مشكلة. أعد المحاولة بعد قليل.",
  unheard: "لا اتصال: الغرفة لا تسمعك.",
};
