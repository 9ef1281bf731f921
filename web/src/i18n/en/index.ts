/**
 * The source of every word the page says, by area. One file for each part of the page; a key is a string, a function of
 * what stands in it, or a table by a protocol value (`Record<LoopMode, string>`). Only the type of this is used by the page.
 */
import { chat } from "./chat";
import { first } from "./first";
import { account } from "./account";
import { admin } from "./admin";
import { certificate } from "./certificate";
import { history } from "./history";
import { library } from "./library";
import { listings } from "./listings";
import { moderation } from "./moderation";
import { names } from "./names";
import { notify } from "./notify";
import { playlists } from "./playlists";
import { refusals } from "./refusals";
import { scrobbling } from "./scrobbling";
import { settings } from "./settings";
import { share } from "./share";
import { sync } from "./sync";

export const en = {
  ...first,
  chat,
  account,
  admin,
  certificate,
  history,
  library,
  listings,
  moderation,
  names,
  notify,
  playlists,
  refusals,
  scrobbling,
  settings,
  share,
  sync,
};
