import { describe, expect, it } from "vitest";
import { CloseCode } from "../../core/protocol.gen";
import { doorProblem } from "./closedWords";

describe("before a door that stayed shut", () => {
  const reason = "Too many wrong passwords came from here. Try again in 9 seconds.";

  it("nothing is wrong with somebody who was never asked for the password: the field asks", () =>
    expect(doorProblem({ code: CloseCode.ROOM_PASSWORD, reason }, false)).toBeNull());
  it("a password that did not open it is told", () =>
    expect(doorProblem({ code: CloseCode.ROOM_PASSWORD, reason }, true)).toBe(reason));
  it("so is the hour", () =>
    expect(doorProblem({ code: CloseCode.NOT_OPEN_YET, reason: "Not yet." }, false)).toBe("Not yet."));
});
