import type { Translation } from "../words.svelte";

export const share: Translation["share"] = {
  title: "شُورك مع Sonix",
  where: "إلى أي غرفة؟",
  nothing: "لم يصل شيء",
  nothingBody: "شارك ملف موسيقى أو رابطًا من تطبيق آخر واختر Sonix هناك.",
  files: "الملفات",
  toLibrary: "إلى مكتبتي فقط",
  startRoom: "فتح غرفة",
  openRoom: "فتح تلك الغرفة",
  noMusic: "لا موسيقى بين هذه الملفات.",
  linkHint: "يُرسل الرابط إلى دردشة الغرفة.",
  rooms: "غرف تعرفها",
};
