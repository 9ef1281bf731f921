/** The words of the chat, which is fetched by itself. */
import { chat } from "./en/chat";
import { wordsWith } from "./words.svelte";

export const words = wordsWith({ chat });
