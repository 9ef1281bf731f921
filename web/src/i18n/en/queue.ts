import { count } from "./count";

/** The queue: what was played, plays and comes. */
export const queue = {
  queue: "Queue",
  partlyAdded: "Some tracks were left out: this room has limits.",
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
  /** Read aloud while a track is moved by the keyboard. */
  dragging: (item: string, list: string) =>
    `Moving ${item} in ${list}. Use the arrow keys to move it, Space to drop it.`,
  draggedTo: (item: string, list: string, place: number, all: number) => `${item} is at ${place} of ${all} in ${list}`,
  dragHow: "Tab to a track and press Space to move it with the arrow keys.",
  dragNot: "Nothing can be moved in this list.",
};
