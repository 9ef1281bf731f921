import type { Translation } from "../words.svelte";
import { count } from "./count";
import { iso } from "./isolate";

export const scrobbling: Translation["scrobbling"] = {
  title: "تسجيل الاستماع",
  about: "سجّل ما تسمعه هنا في قائمتك لدى خدمات أخرى.",
  counts: "يُحسب المقطع بعد سماع نصفه أو أربع دقائق منه. ويلزم أن يكون له فنان.",
  guest: "أنت ضيف. مع حساب يستمر هذا أينما سجّلت الدخول.",
  off: "غير متصل",
  unavailable: "غير مُعدّ على هذا الخادم. يمكن لمديره إعداده.",
  knownAs: (name) => `متصل باسم ${iso(name)}`,
  waiting: (plays) =>
    count(plays, {
      zero: "لا شيء ينتظر الإرسال",
      one: "مقطع واحد ينتظر الإرسال",
      two: "مقطعان ينتظران الإرسال",
      few: "# مقاطع تنتظر الإرسال",
      many: "# مقطعًا ينتظر الإرسال",
      other: "# مقطع ينتظر الإرسال",
    }),
  away: "لا يمكن الوصول إلى الخدمة الآن. ما تسمعه محفوظ ويُرسل لاحقًا.",
  refused: "لم تعد الخدمة تقبل الاتصال. ما تسمعه محفوظ: أعد الاتصال.",
  connect: "اتصال",
  connectTo: (service) => `الاتصال بـ ${iso(service)}`,
  connectAgain: "إعادة الاتصال",
  connected: (name) => `تم الاتصال باسم ${iso(name)}`,
  disconnect: "قطع الاتصال",
  disconnectAsk: (service) => `قطع الاتصال بـ ${iso(service)}؟`,
  disconnectText: "لن يُسجّل شيء هناك بعد الآن. وما في قائمتك هناك يبقى.",
  disconnectWaiting: (plays) =>
    count(plays, {
      zero: "لن يُسجّل شيء هناك بعد الآن. وما في قائمتك هناك يبقى.",
      one: "لن يُسجّل شيء هناك بعد الآن، ويُحذف مقطع واحد ينتظر الإرسال. وما في قائمتك هناك يبقى.",
      two: "لن يُسجّل شيء هناك بعد الآن، ويُحذف مقطعان ينتظران الإرسال. وما في قائمتك هناك يبقى.",
      few: "لن يُسجّل شيء هناك بعد الآن، وتُحذف # مقاطع تنتظر الإرسال. وما في قائمتك هناك يبقى.",
      many: "لن يُسجّل شيء هناك بعد الآن، ويُحذف # مقطعًا ينتظر الإرسال. وما في قائمتك هناك يبقى.",
      other: "لن يُسجّل شيء هناك بعد الآن، ويُحذف # مقطع ينتظر الإرسال. وما في قائمتك هناك يبقى.",
    }),
  disconnected: (service) => `قُطع الاتصال بـ ${iso(service)}`,
  token: "رمز المستخدم",
  tokenHint: "تجده في إعداداتك على ListenBrainz.",
  tokenPage: "فتح إعداداتك على ListenBrainz",
  newTab: "يُفتح في علامة تبويب جديدة",
  lastfmSteps: "يسألك Last.fm إن كان يُسمح لـ Sonix بذلك. اسمح به هناك ثم عد إلى هنا.",
  openLastfm: "فتح Last.fm",
  allowed: "سمحت بذلك",
  names: { listenbrainz: "ListenBrainz", lastfm: "Last.fm" },
};
