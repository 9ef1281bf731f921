import type { Translation } from "../words.svelte";
import { account } from "./account";
import { admin } from "./admin";
import { certificate } from "./certificate";
import { chat } from "./chat";
import { chatRules } from "./chatRules";
import { closed } from "./closed";
import { follow } from "./follow";
import { health } from "./health";
import { history } from "./history";
import { home } from "./home";
import { join } from "./join";
import { library } from "./library";
import { listings } from "./listings";
import { lyrics } from "./lyrics";
import { moderation } from "./moderation";
import { modes } from "./modes";
import { music } from "./music";
import { names } from "./names";
import { notify } from "./notify";
import { parts } from "./parts";
import { people } from "./people";
import { playing } from "./playing";
import { playlists } from "./playlists";
import { problems } from "./problems";
import { queue } from "./queue";
import { refusals } from "./refusals";
import { room } from "./room";
import { scrobbling } from "./scrobbling";
import { settings } from "./settings";
import { share } from "./share";
import { sync } from "./sync";
import { times } from "./times";
import { uploads } from "./uploads";

/**
 * العربية. Buttons are verbal nouns (حفظ، حذف), sentences speak to one person (اضغط، أعد المحاولة). Names and figures stand in `iso`.
 * The nouns: room غرفة · queue قائمة الانتظار · track مقطع · host المضيف · co-host مضيف مشارك · DJ دي جي · listener مستمع ·
 * library المكتبة · playlist قائمة تشغيل · cover الغلاف · lyrics الكلمات · in step متزامن · sync التزامن · trim الإزاحة ·
 * remote التحكم فقط · guest ضيف · account حساب · passkey مفتاح مرور · administrator مدير · moderation الإشراف ·
 * this Sonix هذا الخادم · whoever runs this Sonix مدير هذا الخادم · invitation دعوة · knock طلب الدخول · mute كتم ·
 * remove إخراج · ban حظر · vote صوت · evening أمسية · upload رفع · download تنزيل · tap اضغط · click (sound) نقرة.
 */
export const ar: Translation = {
  account,
  admin,
  certificate,
  chat,
  chatRules,
  closed,
  follow,
  health,
  history,
  home,
  join,
  library,
  listings,
  lyrics,
  moderation,
  modes,
  music,
  names,
  notify,
  parts,
  people,
  playing,
  playlists,
  problems,
  queue,
  refusals,
  room,
  scrobbling,
  settings,
  share,
  sync,
  times,
  uploads,
};
