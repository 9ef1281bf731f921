import type { Translation } from "../words.svelte";
import { count, minutes, seconds, six } from "./count";

export const chatRules: Translation["chatRules"] = {
  title: "الدردشة",
  switchOn: "الدردشة في هذه الغرفة",
  switchReactions: "تفاعلات فوق الغلاف",
  slowMode: "الوضع البطيء: الوقت بين رسالتين للشخص نفسه",
  slowOff: "إيقاف",
  seconds,
  minutes,
  kept: "مدة حفظ الرسائل",
  keptDays: (many) => count(many, six("0 يوم", "يوم واحد", "يومان", "# أيام", "# يومًا", "# يوم")),
  keptAlways: "ما دامت الغرفة",
  blocked: "كلمات لا تُستخدم هنا",
  blockedHint: "افصل بينها بفواصل، 50 كلمة على الأكثر. لا تُرسل رسالة فيها إحداها.",
};
