import { describe, expect, it } from "vitest";
import { roomIn } from "./arrived";

const ORIGIN = "https://sonix.test";

describe("a shared text", () => {
  it.each([
    [`${ORIGIN}/r/ABC234`, "ABC234"],
    [`Listen with me: ${ORIGIN}/r/abc234 !`, "ABC234"],
    ["https://other.test/r/ABC234", null],
    [`${ORIGIN}/library`, null],
    ["no link at all", null],
    ["http://", null],
  ])("%s leads to %s", (text, code) => {
    expect(roomIn(text, ORIGIN)).toBe(code);
  });
});
