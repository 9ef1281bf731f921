import { expect, it } from "vitest";
import { actionWords, detailWords, subjectWords } from "./auditWords";
import { invitationState } from "./invitationWords";

const invitation = {
  invitation_id: "i",
  note: "",
  made_by: "u",
  made_by_name: "Ana",
  uses_left: 2,
  created_at_s: 0,
  expires_at_s: 100,
  revoked_at_s: null,
};

it.each([
  ["user.ban", "Banned"],
  ["user.moved_house", "User: moved house"],
  ["invitation_made", "Invitation made"],
  ["", ""],
])("the action %j reads %j", (action, words) => expect(actionWords(action)).toBe(words));

const entry = {
  ...{ seq: 1, at_s: 0, actor_id: "a", actor_name: null, action: "x", details: {} },
  ...{ subject: "room:0123456789", subject_name: null },
};

it("details are told in full, sizes as sizes", () => {
  const details = { ban_reason: "spam", quota_tracks: null, quota_bytes: 5e9, at: [1] };
  expect(detailWords({ ...entry, details })).toBe("ban reason: spam · quota: 5.0 GB · at: [1]");
});

it("whom it was done to has a name, or the beginning of an id", () => {
  expect(subjectWords({ ...entry, subject: "user:1", subject_name: "Ben" })).toBe("Ben");
  expect(subjectWords(entry)).toBe("room 01234567…");
  expect(subjectWords({ ...entry, subject: "ben" })).toBe("ben");
});

it("an invitation works until it is used, ended or revoked", () => {
  expect(invitationState(invitation, 99_000)).toEqual(["2 uses left", "good"]);
  expect(invitationState(invitation, 100_000)[0]).toBe("Ended");
  expect(invitationState({ ...invitation, uses_left: 0 }, 0)[0]).toBe("Used up");
  expect(invitationState({ ...invitation, revoked_at_s: 1 }, 0)[0]).toBe("Revoked");
});
