/** The areas that a first visit needs: they travel with the page, the others with the screens that say them. */
import { chatRules } from "./chatRules";
import { closed } from "./closed";
import { follow } from "./follow";
import { health } from "./health";
import { home } from "./home";
import { join } from "./join";
import { lyrics } from "./lyrics";
import { music } from "./music";
import { modes } from "./modes";
import { parts } from "./parts";
import { people } from "./people";
import { playing } from "./playing";
import { problems } from "./problems";
import { queue } from "./queue";
import { room } from "./room";
import { times } from "./times";
import { uploads } from "./uploads";

export const first = {
  parts,
  times,
  problems,
  home,
  join,
  room,
  follow,
  closed,
  queue,
  modes,
  playing,
  people,
  chatRules,
  health,
  uploads,
  lyrics,
  music,
};
