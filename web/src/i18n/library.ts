import { library } from "./en/library";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ library });
