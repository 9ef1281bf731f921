import { count } from "./count";

/** How a room's music goes on: from one track to the next, how loud, and when the queue runs out. */
export const music = {
  music: "Music",
  crossfade: "Crossfade",
  crossfadeOff: "Off: one track follows the other without a gap",
  crossfadeFor: (seconds: number) => count(seconds, { one: "# second", other: "# seconds" }),
  crossfadeHint:
    "Two tracks sound together for so long. Albums in their order, skips and a loop of one track are left as they are.",
  loudness: "Same loudness for",
  loudnessBy: { track: "Each track", album: "Each album", off: "Off" },
  fallback: "When the queue runs out",
  fallbackHint: "Sonix keeps three tracks ahead. What people add always comes first.",
  fallbackOff: "The music stops",
  fallbackHistory: "Play what this room has played, shuffled",
  fallbackList: (name: string) => `Play the playlist “${name}”, shuffled`,
  fallbackOther: "Play a playlist of somebody else",
  ofTheRoom: "Music of the room",
  keptGoing: "Sonix kept the music going",
  blendsIn: (seconds: number) =>
    `The next track begins ${count(seconds, { one: "# second", other: "# seconds" })} before this one ends`,
};
