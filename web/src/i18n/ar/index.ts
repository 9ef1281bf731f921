import type { Translation } from "../words.svelte";
import { settings } from "./settings";

export const ar: Translation = { settings };
