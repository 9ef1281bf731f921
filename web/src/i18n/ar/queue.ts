import type { Translation } from "../words.svelte";
import { count, six } from "./count";
import { iso, quoted } from "./isolate";

export const queue: Translation["queue"] = {
  queue: "قائمة الانتظار",
  partlyAdded: "لم تُضَف بعض المقاطع: لهذه الغرفة حدود.",
  bringBack: "إعادة آخر ما أُزيل",
  clear: "مسح ما سيأتي",
  played: (many) => `ما شُغّل · ${many}`,
  playingNow: "قيد التشغيل",
  next: "التالي",
  nothingAfter: "لا شيء بعد هذا.",
  empty: "قائمة الانتظار فارغة.",
  addSome: "أضف موسيقى لتستمر الغرفة.",
  hostAdds: "يحدّد المضيف من يضيف الموسيقى هنا.",
  addedBy: "أضافه",
  moveTrack: (title) => `نقل ${iso(title)}`,
  remove: "إزالة",
  addToPlaylist: "إضافة إلى قائمة تشغيل",
  saveQueue: "حفظ قائمة الانتظار كقائمة تشغيل",
  saveHistory: "حفظ كقائمة تشغيل",
  playNow: "تشغيل الآن",
  playNext: "تشغيل تاليًا",
  moveUp: "نقل لأعلى",
  moveDown: "نقل لأسفل",
  nothingToPlay: "لا شيء لتشغيله بعد.",
  playAgain: "تشغيل مجددًا",
  removedOne: (title) => `أُزيل ${quoted(title)}`,
  removedMany: (many) =>
    count(many, six("لم يُزل شيء", "أُزيل مقطع واحد", "أُزيل مقطعان", "أُزيلت # مقاطع", "أُزيل # مقطعًا", "أُزيل # مقطع")),
  dragging: (item, list) => `جارٍ نقل ${item} في ${list}. استخدم مفاتيح الأسهم للنقل ومفتاح المسافة للإفلات.`,
  draggedTo: (item, list, place, all) => `${item} في الموضع ${place} من ${all} في ${list}`,
  dragHow: "انتقل إلى مقطع بمفتاح Tab واضغط المسافة لنقله بمفاتيح الأسهم.",
  dragNot: "لا يمكن نقل شيء في هذه القائمة.",
};
