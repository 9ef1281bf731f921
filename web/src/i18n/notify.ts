import { notify } from "./en/notify";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ notify });
