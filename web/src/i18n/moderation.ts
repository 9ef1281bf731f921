import { moderation } from "./en/moderation";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ moderation });
