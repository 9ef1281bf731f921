import { count } from "./count";

/** Why a room is over for somebody. */
export const closed = {
  replaced: {
    title: "Open in too many places",
    text: "You have this room open on more tabs and devices than one person can, and this was the first of them. Listening here closes the next one.",
  },
  gone: {
    title: "This room is gone",
    text: "Its host or an administrator may have closed it. You can start a room of your own.",
  },
  updated: { title: "Sonix was updated", text: "Reload the page to go on listening." },
  expired: { title: "Please join once more", text: "Your visit has expired. Joining again takes one tap." },
  signedOut: {
    title: "You have been signed out",
    text: "This device was signed out, here or on another of your devices. You can join again.",
  },
  banned: {
    title: "You have been shut out",
    text: "An administrator of this Sonix has ended your visit. Ask them if you think that is a mistake.",
  },
  removed: { title: "You were removed from this room", text: "You can come back, if it is open to you." },
  roomBanned: { title: "You are banned from this room", text: "Its host, or whoever banned you, can let you back in." },
  locked: { title: "This room is locked", text: "Nobody new can come in just now. Try again later." },
  notLetIn: { title: "You were not let in", text: "You can knock again in a while." },
  againIn: (minutes: number) =>
    count(minutes, { one: "You can knock again in # minute.", other: "You can knock again in # minutes." }),
  nobodyOpened: { title: "Nobody has opened", text: "Perhaps nobody has seen it. You can knock again." },
  reason: (reason: string) => `Reason: ${reason}`,
  knockAgain: "Knock again",
  waiting: {
    title: (room: string) => `You are knocking at “${room}”`,
    text: "Somebody in the room has to let you in. This page opens as soon as they do.",
    stop: "Stop waiting",
  },
  left: { title: "You left the room", text: "You can come back whenever you like." },
  other: { title: "The room closed the connection", text: "Try to join again." },
  listenHere: "Listen here",
  joinAgain: "Join again",
};
