import { expect, test } from "vitest";
import { stepTo } from "./emojiSteps";

/** Two groups of a grid three wide: 0 1 2 / 3, and 4 5. */
const PLACES = [
  [0, 0],
  [44, 0],
  [88, 0],
  [0, 44],
  [0, 120],
  [44, 120],
].map(([left = 0, top = 0]) => ({ left, top }));
const from = (at: number, key: string, rightToLeft = false): number | null => stepTo(key, at, PLACES, rightToLeft);

test("the arrows go on along the line, and end at its ends", () => {
  expect(from(0, "ArrowRight")).toBe(1);
  expect(from(0, "ArrowLeft")).toBe(0);
  expect(from(5, "ArrowRight")).toBe(5);
  expect(from(1, "ArrowRight", true)).toBe(0);
  expect(from(3, "End")).toBe(5);
  expect(from(3, "Home")).toBe(0);
});

test("up and down lead to what stands nearest on the next line, into the next group too", () => {
  expect(from(2, "ArrowDown")).toBe(3);
  expect(from(3, "ArrowDown")).toBe(4);
  expect(from(5, "ArrowUp")).toBe(3);
  expect(from(3, "ArrowUp")).toBe(0);
  expect(from(1, "ArrowUp")).toBe(1);
  expect(from(4, "ArrowDown")).toBe(4);
});

test("other keys are not for it", () => {
  expect(from(0, "Tab")).toBeNull();
  expect(from(0, "a")).toBeNull();
});
