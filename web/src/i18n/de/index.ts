import type { Translation } from "../words.svelte";
import { account } from "./account";
import { certificate } from "./certificate";
import { closed } from "./closed";
import { follow } from "./follow";
import { health } from "./health";
import { home } from "./home";
import { join } from "./join";
import { library } from "./library";
import { lyrics } from "./lyrics";
import { notify } from "./notify";
import { parts } from "./parts";
import { people } from "./people";
import { playing } from "./playing";
import { playlists } from "./playlists";
import { problems } from "./problems";
import { queue } from "./queue";
import { room } from "./room";
import { settings } from "./settings";
import { share } from "./share";
import { sync } from "./sync";
import { times } from "./times";
import { uploads } from "./uploads";

/**
 * Deutsch, mit „du“. Die Wörter: room Raum · queue Warteschlange · track Titel · host Host · library Bibliothek ·
 * playlist Playlist · in step im Takt · sync Gleichlauf · trim Ausgleich · remote Fernbedienung · guest Gast ·
 * account Konto · passkey Passkey · this Sonix dieses Sonix.
 */
export const de: Translation = {
  account,
  certificate,
  closed,
  follow,
  health,
  home,
  join,
  library,
  lyrics,
  notify,
  parts,
  people,
  playing,
  playlists,
  problems,
  queue,
  room,
  settings,
  share,
  sync,
  times,
  uploads,
};
