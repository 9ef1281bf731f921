import { expect, test } from "vitest";
import { NEW_SETTINGS, type MemberRole, type Rights, type RoleName } from "./protocol.gen";
import { hasRight, outranks, roleOf } from "./roles";

const member = (member_id: string, role: MemberRole) => ({
  member_id,
  name: "",
  joined_at_us: 1,
  left: false,
  role,
  muted_until_us: 0,
});

test("a role is what somebody was given, and the host's is the host's", () => {
  const members = new Map([member("ana", "listener"), member("bo", "dj")].map((one) => [one.member_id, one]));
  const room = { hostId: "ana", members };
  expect(["ana", "bo", "gone", null].map((who) => roleOf(room, who))).toEqual(["host", "dj", "listener", "listener"]);
});

test("a right is had by the roles in the table, and every right by the host", () => {
  const rights: Rights = { ...NEW_SETTINGS.rights, playback: ["cohost", "dj"], appoint: [] };
  const roles: RoleName[] = ["host", "cohost", "dj", "listener"];
  expect(roles.map((role) => hasRight(rights, role, "playback"))).toEqual([true, true, true, false]);
  expect(roles.map((role) => hasRight(rights, role, "appoint"))).toEqual([true, false, false, false]);
});

test("nobody acts on somebody who stands as high", () => {
  expect(outranks("host", "cohost")).toBe(true);
  expect(outranks("cohost", "cohost")).toBe(false);
  expect(outranks("dj", "cohost")).toBe(false);
});
