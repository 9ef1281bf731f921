import type { Translation } from "../words.svelte";
import { lyrics } from "./lyrics";
import { settings } from "./settings";

export const ar: Translation = { settings, lyrics };
