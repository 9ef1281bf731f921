import { admin } from "./en/admin";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ admin });
