/** What went wrong, and what to do about it. */
export const problems = {
  tryAgain: "That did not work. Try again.",
  tooMany: (wait: string) => `Too many tries in a short time. Wait ${wait}, then try again.`,
  fitsIn: (wait: string) => `It fits in ${wait}.`,
  aMinute: "a minute",
  unreachable: "Sonix cannot be reached. Check your connection, then try again.",
  itsOwn: "Sonix has a problem of its own. Try again in a moment.",
  unheard: "No connection: the room can’t hear you.",
};
