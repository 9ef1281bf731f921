import { account } from "./en/account";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ account });
