import type { Translation } from "../words.svelte";
import { settings } from "./settings";

export const ja: Translation = { settings };
