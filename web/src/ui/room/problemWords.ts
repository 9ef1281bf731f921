import type { AudioProblem } from "../../audio/ports";

/** What went wrong with the sound, and what to do about it. */
export function problemWords({ code, message }: AudioProblem): string {
  switch (code) {
    case "blocked":
      return `${message} Allow sound for this page in the browser, then tap to listen.`;
    case "device":
      return `${message} Check headphones and loudspeaker, then tap to come back.`;
    case "media":
      return `${message} Sonix tries again by itself; others hear the music all the same.`;
    case "decoder":
      return `${message} Reload the page; if that does not help, update the browser.`;
  }
}

/** Nothing but a fresh page helps. */
export function needsReload({ code }: AudioProblem): boolean {
  return code === "blocked" || code === "decoder";
}
