import { expect, it } from "vitest";
import { afterLetter } from "./letter";

it("what a letter sends along is left behind, and the sign-in page tells what became of it", () => {
  expect(afterLetter("#access_token=a.b.c&refresh_token=r&type=signup")).toBe("/sign-in#confirmed");
  expect(afterLetter("#error=access_denied&error_code=otp_expired")).toBe("/sign-in#refused");
});

it("links of Sonix's own are not taken for letters", () => {
  for (const hash of ["", "#", "#reset=abc", "#carry=access_token", "#verify=error_code"])
    expect(afterLetter(hash)).toBeNull();
});
