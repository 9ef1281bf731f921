import type { Translation } from "../words.svelte";

export const notify: Translation["notify"] = {
  title: "الإشعارات",
  about: "يمكن لـ Sonix إخبارك بشيء دون أن تكون أي من صفحاته مفتوحة.",
  turnOn: "تفعيل الإشعارات",
  turnOff: "إيقاف",
  mentions: "ذكرني أحد في دردشة",
  opened: "فُتحت غرفة أتابعها",
  openedHint: "تابع غرفة من قائمتها.",
  test: "أرسل لي إشعارًا",
  testSent: "في الطريق.",
  missing: "لا إشعارات في هذا المتصفح. على iPhone أو iPad أضف Sonix أولًا إلى الشاشة الرئيسية.",
  insecure: "الإشعارات للصفحات الآمنة فقط. افتح Sonix بعنوان https.",
  denied: "طُلب من هذا المتصفح ألا يعرض إشعارات من هنا. يمكنك تغيير ذلك في إعدادات الموقع فيه.",
};
