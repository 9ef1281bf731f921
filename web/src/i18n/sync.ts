import { sync } from "./en/sync";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ sync });
