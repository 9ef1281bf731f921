import { count } from "./count";

/** What buttons, fields and rows all over the page share. */
export const parts = {
  save: "Save",
  cancel: "Cancel",
  close: "Close",
  undo: "Undo",
  dismiss: "Dismiss",
  reload: "Reload",
  tryAgain: "Try again",
  showMore: (hidden: string) => `Show more · ${hidden}`,
  showEarlier: "Show earlier",
  moreFor: (name: string) => `More for ${name}`,
  saved: "Saved.",
  you: "you",
  someoneLeft: "someone who left",
  unknownArtist: "Unknown artist",
  addMusic: "Add music",
  addedBy: (name: string) => `Added by ${name}`,
  listeners: (many: number) => count(many, { one: "# listener", other: "# listeners" }),
  tracks: (many: number) => count(many, { one: "# track", other: "# tracks" }),
  homeLink: "Sonix, home",
  openSecure: "Open the secure page",
};
