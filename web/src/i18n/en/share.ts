/** What another app has shared with Sonix, and where it is to go. */
export const share = {
  title: "Shared with Sonix",
  where: "Which room is it for?",
  nothing: "Nothing has arrived",
  nothingBody: "Share a music file or a link from another app, and choose Sonix there.",
  files: "Files",
  toLibrary: "Only into my library",
  startRoom: "Start a room",
  openRoom: "Open that room",
  noMusic: "None of these files is music.",
  linkHint: "A link goes into the room's chat.",
  rooms: "Rooms you know",
};
