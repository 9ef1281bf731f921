import { count } from "./count";

/** A room's past. */
export const history = {
  views: "What to look at",
  played: "Played",
  evenings: "Evenings",
  top: "Top",
  noEvenings: "No evening yet. Once music has played here, each evening is listed.",
  evening: (tracks: string, people: string) => `${tracks} · ${people}`,
  people: (many: number) => count(many, { one: "# person", other: "# people" }),
  plays: (many: number) => count(many, { one: "# play", other: "# plays" }),
  ever: "All evenings",
  nothing: "Nothing was played in this time.",
  sum: (plays: string, airtime: string, people: string) => `${plays} · ${airtime} of music · ${people}`,
  topTracks: "Most played",
  airtime: "Whose music played",
  presence: "Who was there",
  title: "Title",
  person: "Person",
  times: "Times",
  time: "Time",
  asTable: "As a table",
  share: "Share as a picture",
  saved: "The picture is saved.",
  failedPicture: "The picture could not be made. Try again.",
};
