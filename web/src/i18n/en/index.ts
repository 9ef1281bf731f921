/**
 * The source of every word the page says, by area. One file for each part of the page; a key is a string, a function of
 * what stands in it, or a table by a protocol value (`Record<LoopMode, string>`).
 */
import { closed } from "./closed";
import { join } from "./join";
import { parts } from "./parts";
import { people } from "./people";
import { playing } from "./playing";
import { queue } from "./queue";
import { room } from "./room";
import { settings } from "./settings";

export const en = { parts, join, room, closed, queue, playing, people, settings };
