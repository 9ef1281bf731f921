import { settings } from "./en/settings";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ settings });
