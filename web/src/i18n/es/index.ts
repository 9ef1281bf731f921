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
 * Español, de «tú», sin región. Las palabras: room sala · queue cola · track pista · host anfitrión · listener oyente ·
 * library biblioteca · playlist lista · in step en sincronía · sync sincronía · trim ajuste · remote control remoto ·
 * skip saltar · seek mover · shuffle mezclar · crossfade fundido · mute silenciar · remove sacar (gente), quitar (pistas) ·
 * delete borrar · ban vetar, veto · lock cerrar · knock llamar a la puerta · let in abrir · right permiso · role rol ·
 * guest invitado · account cuenta · join entrar · sign in iniciar sesión · passkey llave de acceso · administrator administración ·
 * this Sonix este Sonix · whoever runs it quien lo administra.
 */
export const es: Translation = {
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
