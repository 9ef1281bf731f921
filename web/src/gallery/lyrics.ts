/** Made-up words to made-up music: in time, or plain, or none, by the scene. */
import type { Lyrics } from "../net/lyrics_api";

const WORDS = [
  "Lanterns over water",
  "Carry every name we know",
  "",
  "One is for the ferryman",
  "One is for the snow",
  "Was ich dir noch sagen wollte\nWhat I still wanted to tell you",
  "夜の川を渡る灯り",
  "على الماء نور يمضي",
  "And one that would not go",
  "A line that is so long that it has to be broken into several rows, wherever it is shown and however wide that may be",
  "Lanterns over water",
  "Carry every name we know",
];
const STEP_US = 6_500_000;

export function lyricsOf(trackId: string, state: string): Lyrics {
  const lines = WORDS.map((text, n) => ({ at_us: 20_000_000 + n * STEP_US, text }));
  const base = { track_id: trackId, can_edit: state !== "guest" };
  if (state === "blue" || state === "guest") return { ...base, kind: "none", source: null, text: "", lines: [] };
  if (state === "plain") return { ...base, kind: "plain", source: "embedded", text: WORDS.join("\n"), lines: [] };
  return { ...base, kind: "synced", source: "person", text: WORDS.join("\n"), lines };
}
