import { expect, test } from "vitest";
import { NEW_SETTINGS } from "../../../core/protocol.gen";
import { ADDING, given, presetOf, PRESETS, STEERING } from "./presets";

test.each(PRESETS)("what %s gives is found again, and nothing else is touched", (preset) => {
  const rights = { ...NEW_SETTINGS.rights, ...given(STEERING, preset) };
  expect(presetOf(rights, STEERING)).toBe(preset);
  expect(presetOf(rights, ADDING)).toBe("everyone");
  expect(rights.appoint).toEqual([]);
});

test("rights that were set one by one are no preset", () => {
  expect(presetOf({ ...NEW_SETTINGS.rights, skip: ["dj"] }, STEERING)).toBeNull();
});
