import { expect, it } from "vitest";
import { actionWords, detailWords } from "./auditWords";
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
  ["user.ban", "User: ban"],
  ["invitation_made", "Invitation made"],
  ["", ""],
])("the action %j reads %j", (action, words) => expect(actionWords(action)).toBe(words));

it("details are told in full", () => {
  const entry = { seq: 1, at_s: 0, actor_id: "a", actor_name: null, action: "x", subject: "ben" };
  expect(detailWords({ ...entry, details: { ban_reason: "spam", quota: null, at: [1] } })).toBe(
    "ben · ban reason: spam · quota: none · at: [1]",
  );
});

it("an invitation works until it is used, ended or revoked", () => {
  expect(invitationState(invitation, 99_000)).toEqual(["2 uses left", "good"]);
  expect(invitationState(invitation, 100_000)[0]).toBe("Ended");
  expect(invitationState({ ...invitation, uses_left: 0 }, 0)[0]).toBe("Used up");
  expect(invitationState({ ...invitation, revoked_at_s: 1 }, 0)[0]).toBe("Revoked");
});
