import { expect, it } from "vitest";
import { NOBODY } from "../../core/room";
import { heardText, whoseText } from "./airtimeWords";

const one = (about: { member_id?: string; name?: string }) => ({
  member_id: "ben",
  name: "Ben",
  heard_us: 42 * 60e6,
  tracks: 9,
  ...about,
});

it.each([
  [one({}), "Ben"],
  [one({ member_id: "ana", name: "Ana" }), "You"],
  [one({ member_id: NOBODY, name: "" }), "Music of the room"],
  [one({ name: "" }), "Someone who left"],
])("says whose music it was", (share, name) => expect(whoseText(share, "ana")).toBe(name));

it("says how long it was heard", () => expect(heardText(one({}))).toBe("42 min · 9 tracks"));
