import { count } from "./count";

/** The queue: what was played, plays and comes. */
export const queue = {
  queue: "Queue",
  bringBack: "Bring back what was removed last",
  clear: "Clear what comes next",
  played: (many: number) => `Played · ${many}`,
  playingNow: "Playing now",
  next: "Next",
  nothingAfter: "Nothing comes after this.",
  empty: "The queue is empty.",
  addSome: "Add some music to keep the room going.",
  hostAdds: "The host says who adds music here.",
  addedBy: "Added by",
  moveTrack: (title: string) => `Move ${title}`,
  remove: "Remove",
  addToPlaylist: "Add to playlist",
  saveQueue: "Save the queue as a playlist",
  saveHistory: "Save as a playlist",
  playNow: "Play now",
  playNext: "Play next",
  moveUp: "Move up",
  moveDown: "Move down",
  nothingToPlay: "There is nothing to play yet.",
  playAgain: "Play again",
  removedOne: (title: string) => `Removed “${title}”`,
  removedMany: (many: number) => count(many, { one: "Removed # track", other: "Removed # tracks" }),
};
