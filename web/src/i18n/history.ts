import { history } from "./en/history";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ history });
