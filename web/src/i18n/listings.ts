import { listings } from "./en/listings";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ listings });
