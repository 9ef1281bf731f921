/** From a link to the music: the page before a room. */
export const join = {
  hostedBy: (host: string, who: string) => `Hosted by ${host} · ${who}`,
  nobodyListens: "nobody is listening yet",
  nothingPlays: "Nothing is playing yet.",
  join: "Join and listen",
  joining: "Joining …",
  remote: "Just control, no sound here",
  insecure: "This page is not secure.",
  insecureLink: "Open the secure page to be exactly in step.",
  otherCode: "Enter another code",
  noRoom: "There is no such room",
  noRoomText: (code: string) =>
    `No room has the code ${code}. Check it with whoever invited you: it may be mistyped, or the room is gone.`,
  tooMany: "Too many tries",
  tooManyText: (wait: string) => `To keep rooms private, only a few codes a minute can be tried. ${wait}`,
  notOpened: "The room did not open",
  unreachable: "Sonix cannot be reached",
  unreachableText: "Check that you are online and, for a home server, in the same network. Then try again.",
};
