import type { Translation } from "../words.svelte";
import { lyrics } from "./lyrics";
import { settings } from "./settings";

export const de: Translation = { settings, lyrics };
