import { scrobbling } from "./en/scrobbling";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ scrobbling });
