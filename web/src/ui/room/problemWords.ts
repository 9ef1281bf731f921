import { words } from "../../i18n/words.svelte";
import type { AudioProblem } from "../../audio/ports";

/** What went wrong with the sound, and what to do about it. */
export function problemWords({ code, message }: AudioProblem): string {
  switch (code) {
    case "blocked":
      return words.playing.problems.blocked(message);
    case "device":
      return words.playing.problems.device(message);
    case "media":
      return words.playing.problems.media(message);
    case "decoder":
      return words.playing.problems.decoder(message);
  }
}

/** Nothing but a fresh page helps. */
export function needsReload({ code }: AudioProblem): boolean {
  return code === "blocked" || code === "decoder";
}
