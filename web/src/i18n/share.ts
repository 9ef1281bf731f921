import { share } from "./en/share";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ share });
