import { expect, it } from "vitest";
import { leavingWords } from "./leavingWords";

const nothing = {
  rooms_handed_over: [],
  rooms_deleted: [],
  tracks_deleted: 0,
  tracks_kept: 0,
  bytes_deleted: 0,
  needs_password: true,
};

it("says what is erased even when there is nothing else", () => {
  expect(leavingWords(nothing)).toHaveLength(1);
});

it("names rooms, and counts the rest", () => {
  const words = leavingWords({
    ...nothing,
    rooms_handed_over: [{ name: "Kitchen", to: "Ben" }],
    rooms_deleted: ["A", "B", "C", "D"],
    tracks_deleted: 1,
    bytes_deleted: 4_200_000,
    tracks_kept: 2,
  });
  expect(words.slice(1)).toEqual([
    "“Kitchen” goes on; Ben becomes its host.",
    "Nobody else is in “A”, “B”, “C” and 1 more: deleted.",
    "1 track only you can use: deleted (4.2 MB).",
    "2 tracks that others can use: kept, without your name.",
  ]);
});
