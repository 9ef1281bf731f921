import { expect, it } from "vitest";
import { countOf, sizeOf, typedSize } from "./quota";

it.each([
  ["", null],
  ["2", 2e9],
  ["0,5", 5e8],
  ["-1", undefined],
  ["lots", undefined],
])("%j GB is %s bytes", (text, bytes) => expect(sizeOf(text, "GB")).toBe(bytes));

it.each([
  ["", null],
  ["12", 12],
  ["1.5", undefined],
])("%j tracks are %s", (text, count) => expect(countOf(text)).toBe(count));

it("shows what was saved", () => {
  expect(typedSize(1_500_000_000, "GB")).toBe("1.5");
  expect(typedSize(null, "MB")).toBe("");
});
