import { certificate } from "./en/certificate";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ certificate });
