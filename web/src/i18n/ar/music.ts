import type { Translation } from "../words.svelte";
import { count, seconds, six } from "./count";
import { quoted } from "./isolate";

export const music: Translation["music"] = {
  music: "الموسيقى",
  crossfade: "التداخل بين المقاطع",
  crossfadeOff: "إيقاف: يتبع المقطع ما قبله بلا فاصل",
  crossfadeFor: seconds,
  crossfadeHint: "يُسمع مقطعان معًا هذه المدة. لا يشمل ذلك الألبومات بترتيبها ولا التخطي ولا تكرار مقطع واحد.",
  loudness: "توحيد شدة الصوت",
  loudnessBy: { track: "لكل مقطع", album: "لكل ألبوم", off: "إيقاف" },
  fallback: "عند انتهاء قائمة الانتظار",
  fallbackHint: "يُبقي Sonix ثلاثة مقاطع مقدمًا. ما يضيفه الأشخاص يأتي أولًا دائمًا.",
  fallbackOff: "تتوقف الموسيقى",
  fallbackHistory: "تشغيل ما شغّلته هذه الغرفة عشوائيًا",
  fallbackList: (name) => `تشغيل قائمة ${quoted(name)} عشوائيًا`,
  fallbackOther: "تشغيل قائمة لشخص آخر",
  ofTheRoom: "موسيقى الغرفة",
  keptGoing: "أبقى Sonix الموسيقى مستمرة",
  blendsIn: (many) =>
    count(
      many,
      six(
        "يبدأ المقطع التالي عند نهاية هذا",
        "يبدأ المقطع التالي قبل نهاية هذا بثانية",
        "يبدأ المقطع التالي قبل نهاية هذا بثانيتين",
        "يبدأ المقطع التالي قبل نهاية هذا بـ # ثوانٍ",
        "يبدأ المقطع التالي قبل نهاية هذا بـ # ثانية",
        "يبدأ المقطع التالي قبل نهاية هذا بـ # ثانية",
      ),
    ),
};
