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
 * Deutsch, mit „du“. Die Wörter: room Raum · queue Warteschlange · track Titel · host Host · listener wer zuhört ·
 * library Bibliothek · playlist Playlist · in step im Takt · sync Gleichlauf · trim Ausgleich · remote Fernbedienung ·
 * skip überspringen · seek springen · shuffle mischen · crossfade überblenden · mute stummschalten · remove entfernen ·
 * ban sperren · lock abschließen · knock anklopfen · right Recht · role Rolle · guest Gast · account Konto ·
 * passkey Passkey · administrator Verwaltung · this Sonix dieses Sonix · whoever runs it wer es betreibt.
 */
export const de: Translation = {
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
