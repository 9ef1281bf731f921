import { words } from "../../i18n/words.svelte";
import type { AudioProblem } from "../../audio/ports";

/** What went wrong with the sound, and what to do about it. */
export function problemWords({ code, message }: AudioProblem): string {
  switch (code) {
    case "blocked":
      return `${message} ${words.playing.blocked}`;
    case "device":
      return `${message} ${words.playing.device}`;
    case "media":
      return `${message} ${words.playing.media}`;
    case "decoder":
      return `${message} ${words.playing.decoder}`;
  }
}

/** Nothing but a fresh page helps. */
export function needsReload({ code }: AudioProblem): boolean {
  return code === "blocked" || code === "decoder";
}
