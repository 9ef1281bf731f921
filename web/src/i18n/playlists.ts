import { playlists } from "./en/playlists";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ playlists });
