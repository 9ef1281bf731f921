import type { Translation } from "../words.svelte";
import { count, people, six } from "./count";
import { iso } from "./isolate";

export const history: Translation["history"] = {
  views: "ما يُعرض",
  played: "ما شُغّل",
  evenings: "الأمسيات",
  top: "الأكثر",
  noEvenings: "لا أمسيات بعد. متى شُغّلت الموسيقى هنا تُدرج كل أمسية.",
  evening: (tracks, people) => `${tracks} · ${people}`,
  people,
  plays: (many) => count(many, six("لم يُشغَّل", "مرة واحدة", "مرتان", "# مرات", "# مرة", "# مرة")),
  ever: "كل الأمسيات",
  nothing: "لم يُشغَّل شيء في هذه المدة.",
  sum: (plays, airtime, people) => `${plays} · ${iso(airtime)} من الموسيقى · ${people}`,
  topTracks: "الأكثر تشغيلًا",
  airtime: "موسيقى من شُغّلت",
  presence: "من حضر",
  title: "العنوان",
  person: "الشخص",
  times: "المرات",
  time: "الوقت",
  asTable: "كجدول",
  share: "مشاركة كصورة",
  saved: "حُفظت الصورة.",
  failedPicture: "تعذّر إنشاء الصورة. أعد المحاولة.",
};
