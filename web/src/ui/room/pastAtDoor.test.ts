import { expect, it } from "vitest";
import type { RoomPreview } from "../../net/api";
import { offersPast } from "./pastAtDoor";

const open: RoomPreview = {
  code: "KTW4QM",
  name: "Kitchen",
  host_name: "Ben",
  listeners: 3,
  now: null,
  description: "",
  tags: [],
  public: true,
  link_name: null,
  password: false,
  member: false,
  waits: false,
  schedule: null,
  door: "open",
};
const SHUT: Partial<RoomPreview>[] = [
  { public: false },
  { password: true },
  { waits: true },
  { door: "locked" },
  { door: "knock" },
];

it("offers a public room's past to everybody while anybody may come in", () => {
  expect(offersPast(open, "everyone")).toBe(true);
  expect(SHUT.map((more) => offersPast({ ...open, ...more }, "accounts"))).toEqual(SHUT.map(() => false));
});

it("offers none where there is no directory, or it is not known yet whether there is one", () => {
  expect([offersPast(open, "nobody"), offersPast(open, null)]).toEqual([false, false]);
});

it("offers it to members whatever keeps others out", () => {
  expect(SHUT.every((more) => offersPast({ ...open, ...more, member: true }, "nobody"))).toBe(true);
});
